-- ARGV: now, attempt id. PayPal has decided for us: the money is where it was, or came back.
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if attempt.state == 'CAPTURED' then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'DISPUTED' and attempt.state ~= 'REVERSED' then return refuse_attempt('wrong_state', attempt, order) end
-- A person has decided meanwhile: what comes back now is theirs to look at.
if order.state ~= 'CONFIRMED' then return refuse_attempt('wrong_state', attempt, order) end

local rest = unasked_cents(attempt, order)
if attempt.state == 'REVERSED' and rest > 0 then
  book_money(attempt, 'reversal_undone', attempt.captureId, rest, captured_currency(attempt))
end
save(order, 'dispute_ended', {})
save_refunding(attempt, order, { state = 'CAPTURED', problem = '' })
redis.call('HDEL', key('tasks'), attempt.id)
return answer_attempt(attempt, order, false)
