-- ARGV: now, order id
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
if order.state == 'CANCELLED' then return answer(order, true) end
if order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end
-- Money that came in has to go back first.
if order.totalCents ~= '0' then return refuse('payment_required', order) end

move_seats(order, 'sold', -1)
count_person(order, -1)
save(order, 'cancelled', { state = 'CANCELLED', cancelledAt = now })
return answer(order, false)
