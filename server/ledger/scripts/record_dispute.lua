-- ARGV: now, attempt id, PayPal's dispute id, what it is about. The buyer wants the money back by way of PayPal. The seat stays
-- theirs and nothing is refunded until it has ended, or a person has decided.
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if attempt.state == 'DISPUTED' or attempt.state == 'REVERSED' then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'CAPTURED' then return refuse_attempt('wrong_state', attempt, order) end

save(order, 'payment_disputed', {})
save_refunding(attempt, order, { state = 'DISPUTED', disputeId = ARGV[3], problem = ARGV[4] })
open_task(attempt, 'disputed', ARGV[4])
return answer_attempt(attempt, order, false)
