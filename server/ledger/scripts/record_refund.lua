-- ARGV: now, attempt id, PENDING | COMPLETED | FAILED, PayPal's refund id or '', what went wrong or ''
local state, refund_id, problem = ARGV[3], ARGV[4], ARGV[5]
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if attempt.state == 'REFUNDED' then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'REFUNDING' then return refuse_attempt('wrong_state', attempt, order) end
if attempt.refundState == state then return answer_attempt(attempt, order, true) end
-- A refund that failed needs a person; only the news that the money went back after all changes that.
if attempt.refundState == 'FAILED' and state ~= 'COMPLETED' then return refuse_attempt('wrong_state', attempt, order) end

local told = {}
local changes = { refundState = state, problem = problem, state = 'REFUNDING' }
if refund_id ~= '' then changes.refundId = refund_id end
if state == 'COMPLETED' then
  changes.state, changes.refundedAt = 'REFUNDED', now
  book_money(attempt, 'refund', refund_id, attempt.capturedCents, attempt.currency)
  redis.call('HDEL', key('tasks'), attempt.id)
  write_credit_note(order, told, tonumber(attempt.capturedCents), 'refunded')
end
save(order, 'refund_' .. string.lower(state), told)
save_attempt(attempt, order, changes)
if state == 'PENDING' then look_at(attempt, order, PENDING_REFUND_LOOK_MS) end
if state == 'FAILED' then
  redis.call('ZREM', key('unsettled'), attempt.id)
  open_task(attempt, 'refund_failed', problem)
end
return answer_attempt(attempt, order, false)
