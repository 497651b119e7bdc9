-- ARGV: now, attempt id, what is odd, and where money was taken: PayPal's capture id, amount, currency (else '').
-- Nothing is captured from here on, what was taken is booked, and a person finds it among the tasks.
local problem, capture_id, amount_cents, currency = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if is_foreign_capture(attempt, capture_id) then return refuse_attempt('payment_differs', attempt, order) end
local is_news = capture_id ~= '' and attempt.capturedCents == '0'
if attempt.state == 'QUARANTINED' and not is_news then return answer_attempt(attempt, order, true) end
-- Its money is booked: whatever was odd was seen too late to matter.
if attempt.capturedCents ~= '0' then return refuse_attempt('wrong_state', attempt, order) end

-- The same obligation must not be paid a second time: what was begun beside it ends, and the order names this attempt,
-- unless its money is with another one already.
local NO_MONEY = { ABANDONED = true, DENIED = true, REFUNDING = true, REFUNDED = true }
local WAITS_FOR_PAYMENT = { HELD = true, PAYING = true, COMMITTING = true, PAYMENT_PENDING = true, AWAITING_TRANSFER = true }
local current = attempt
if order.attemptId ~= attempt.id then
  abandon_current(order, 'superseded')
  current = read_attempt(order.attemptId)
end
local changes = {}
if current.id == attempt.id or (NO_MONEY[current.state] and order.state ~= 'CANCELLED') then
  changes.attemptId = attempt.id
  if WAITS_FOR_PAYMENT[order.state] then
    changes.state = 'NEEDS_ATTENTION'
    redis.call('ZREM', key('holds'), order.id)
    redis.call('ZREM', key('transfers'), order.id)
  end
end
save(order, 'needs_attention', changes)
local attempt_changes = { state = 'QUARANTINED', problem = problem }
if is_news then
  book_capture(attempt, capture_id, amount_cents, currency)
  attempt_changes.captureId, attempt_changes.capturedAt = capture_id, now
  attempt_changes.capturedCents, attempt_changes.capturedCurrency = amount_cents, currency
end
save_attempt(attempt, order, attempt_changes)
open_task(attempt, 'quarantined', problem)
return answer_attempt(attempt, order, false)
