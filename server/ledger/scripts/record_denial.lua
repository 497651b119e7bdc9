-- ARGV: now, attempt id, PayPal's name for the reason. A pending payment came to nothing: the seats return.
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if attempt.state == 'DENIED' then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'CAPTURE_PENDING' then return refuse_attempt('wrong_state', attempt, order) end

-- Should they pay after all, it is another obligation: PayPal has seen a payment for this invoice.
order.paymentRevision = tostring(tonumber(order.paymentRevision) + 1)
redis.call('HSET', key('order', order.id), 'paymentRevision', order.paymentRevision)
-- A transfer may still come: its seats are kept as long as was agreed on before.
if is_by_transfer(order) then await_transfer(order, 'awaiting_transfer', {}) else expire(order, 'denied') end
save_attempt(attempt, order, { state = 'DENIED', problem = ARGV[3] })
return answer_attempt(attempt, order, false)
