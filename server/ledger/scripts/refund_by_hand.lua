-- ARGV: now, order id, refund id, how the money went back, act (JSON). A refund that PayPal refused, and that a person has seen to.
local how, act, order = ARGV[4], cjson.decode(ARGV[5]), meet_order(ARGV[2])
local refunds = order and refunds_of(order) or {}
local refund = find_refund(refunds, ARGV[3])
if not refund then return refuse('not_found', order) end
if was_done(order, act, 'refund_by_hand') then return answer(order, true) end
if refund.state ~= 'FAILED' then return refuse('wrong_state', order) end

local attempt = read_attempt(refund.attemptId)
write_audit(order, act, 'refund_by_hand', nil, { problem = refund.problem }, { refundId = refund.id, how = how })
refund.how, refund.mayTryAgain = how, false
-- PayPal need not know of it: it is compared with PayPal's account only if it does.
local told = {}
complete_refund(order, told, attempt, refund, '', 'refund_by_hand')
told.refunds = cjson.encode(refunds)
save(order, 'refund_completed', told)
save_refunding(attempt, order, {})
return answer(order, false)
