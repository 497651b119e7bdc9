-- ARGV: now, attempt id, refund id, the request that was answered, PENDING | COMPLETED | FAILED, PayPal's refund id or '', what went
-- wrong or '', whether PayPal said a definite no (0|1): only then may a person ask once more.
local request_id, state, paypal_refund_id, problem = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
local refunds = refunds_of(order)
local refund = find_refund(refunds, ARGV[3])
if not refund or refund.attemptId ~= attempt.id then return refuse_attempt('not_found', attempt, order) end
-- A slow answer to a request before the present one tells nothing new.
if refund.state == 'COMPLETED' or refund.requestId ~= request_id or refund.state == state then
  return answer_attempt(attempt, order, true)
end
-- A refund that failed needs a person; only the news that the money went back after all changes that.
if refund.state == 'FAILED' and state ~= 'COMPLETED' then return refuse_attempt('wrong_state', attempt, order) end

local told = {}
refund.state, refund.updatedAt, refund.problem, refund.mayTryAgain = state, now, cjson.null, false
if paypal_refund_id ~= '' then refund.paypalRefundId = paypal_refund_id end
if state == 'COMPLETED' then complete_refund(order, told, attempt, refund, paypal_refund_id) end
if state == 'FAILED' then
  refund.problem, refund.mayTryAgain = problem, ARGV[8] == '1'
  open_task(attempt, 'refund_failed', problem, refund.id)
end
told.refunds = cjson.encode(refunds)
save(order, 'refund_' .. string.lower(state), told)
save_refunding(attempt, order, {})
return answer_attempt(attempt, order, false)
