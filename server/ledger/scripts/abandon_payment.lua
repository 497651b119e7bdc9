-- ARGV: now, attempt id, why. The attempt will never be captured; seats that are held stay held.
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if attempt.state == 'ABANDONED' then return answer_attempt(attempt, order, true) end
if not IS_OPEN[attempt.state] then return refuse_attempt('wrong_state', attempt, order) end

give_up(attempt, order, ARGV[3])
return answer_attempt(attempt, order, false)
