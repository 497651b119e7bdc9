-- ARGV: now, attempt id, PayPal's capture id, PayPal's name for the reason. PayPal took the payment but does not have the money yet: the seats stay pinned.
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if is_foreign_capture(attempt, ARGV[3]) then return refuse_attempt('payment_differs', attempt, order) end
-- Known already, or further: an answer that was overtaken tells nothing new.
if attempt.captureId == ARGV[3] then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'CAPTURING' then return refuse_attempt('wrong_state', attempt, order) end

redis.call('HSET', key('captures'), ARGV[3], attempt.id)
save(order, 'payment_pending', { state = 'PAYMENT_PENDING' })
save_attempt(attempt, order, { state = 'CAPTURE_PENDING', captureId = ARGV[3], problem = ARGV[4] })
return answer_attempt(attempt, order, false)
