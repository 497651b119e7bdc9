-- ARGV: now, attempt id, PayPal's dispute id or '', what happened. The money went back without our asking: what of it was not going
-- back anyway is booked as gone, and a person decides about the seat.
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if attempt.state == 'REVERSED' then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'CAPTURED' and attempt.state ~= 'DISPUTED' then return refuse_attempt('wrong_state', attempt, order) end

local rest = unasked_cents(attempt, order)
-- All of it went by our own asking, unless somebody disputed it before it was known to have gone: that dispute has its end here.
if rest == 0 and attempt.state == 'CAPTURED' then return refuse_attempt('wrong_state', attempt, order) end

if rest > 0 then book_money(attempt, 'reversal', attempt.captureId, rest, captured_currency(attempt)) end
save(order, 'payment_reversed', {})
local changes = { state = 'REVERSED', problem = ARGV[4] }
if ARGV[3] ~= '' then changes.disputeId = ARGV[3] end
save_refunding(attempt, order, changes)
open_task(attempt, 'reversed', ARGV[4])
return answer_attempt(attempt, order, false)
