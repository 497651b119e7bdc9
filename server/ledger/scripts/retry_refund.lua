-- ARGV: now, order id, refund id, act (JSON). PayPal is asked once more, by a new name: it answers the old one with the old no.
local act, order = cjson.decode(ARGV[4]), meet_order(ARGV[2])
local refunds = order and refunds_of(order) or {}
local refund = find_refund(refunds, ARGV[3])
if not refund then return refuse('not_found', order) end
if was_done(order, act, 'refund_retried') then return answer(order, true) end
-- Where PayPal's no was not definite, the money may be gone: asking by another name might send it twice.
if refund.state ~= 'FAILED' or not refund.mayTryAgain then return refuse('wrong_state', order) end

write_audit(order, act, 'refund_retried', nil, { problem = refund.problem }, { refundId = refund.id })
refund.tries = refund.tries + 1
refund.requestId, refund.state, refund.updatedAt = refund.id .. '-try-' .. refund.tries, 'REQUESTED', now
refund.problem, refund.mayTryAgain = cjson.null, false
redis.call('HDEL', key('tasks'), refund.id)
save(order, 'refund_requested', { refunds = cjson.encode(refunds) })
save_refunding(read_attempt(refund.attemptId), order, {})
return answer(order, false)
