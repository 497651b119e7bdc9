-- ARGV: now, order id, act (JSON) where an organizer does it, else ''
local order, act = meet_order(ARGV[2]), ARGV[3] ~= '' and cjson.decode(ARGV[3])
if not order then return refuse('not_found') end
if order.state == 'CANCELLED' then return answer(order, true) end
if order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end
-- Money that came in goes back: the intent is on disk before PayPal is asked. Unless it is not there to go back.
local attempt = order.totalCents ~= '0' and read_attempt(order.attemptId)
-- A dispute keeps everything as it is; once the buyer has the money back by other ways, nothing is left to go back.
local is_gone = attempt and attempt.state == 'REVERSED'
if order.totalCents ~= '0' and not (attempt and (attempt.state == 'CAPTURED' or is_gone)) then return refuse('wrong_state', order) end

move_seats(order, 'sold', -1)
count_person(order, -1)
count_voucher(order, -1)
if act then
  local refund = attempt and not is_gone and { amountCents = tonumber(attempt.capturedCents), currency = attempt.currency } or cjson.null
  write_audit(order, act, 'cancelled', nil, nil, { refund = refund })
end
save(order, 'cancelled', { state = 'CANCELLED', cancelledAt = now, cancelledBy = act and 'organizer' or 'buyer' })
if is_gone then redis.call('HDEL', key('tasks'), attempt.id) end
if attempt and not is_gone then
  save_attempt(attempt, order, { state = 'REFUNDING', refundState = 'REQUESTED', refundRequestedAt = now })
end
return answer(order, false)
