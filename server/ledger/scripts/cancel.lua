-- ARGV: now, order id
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
if order.state == 'CANCELLED' then return answer(order, true) end
if order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end
-- Money that came in goes back: the intent is on disk before PayPal is asked. Unless it is not there to go back.
local attempt = order.totalCents ~= '0' and read_attempt(order.attemptId)
if order.totalCents ~= '0' and not (attempt and attempt.state == 'CAPTURED') then return refuse('wrong_state', order) end

move_seats(order, 'sold', -1)
count_person(order, -1)
save(order, 'cancelled', { state = 'CANCELLED', cancelledAt = now })
if attempt then
  save_attempt(attempt, order, { state = 'REFUNDING', refundState = 'REQUESTED', refundRequestedAt = now })
end
return answer(order, false)
