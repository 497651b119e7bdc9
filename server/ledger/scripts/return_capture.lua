-- ARGV: now, attempt id, PayPal's capture id, amount in minor units, currency. PayPal took money for an attempt that is over: exactly
-- what was once asked for, and there is nothing to give for it. It is booked, and goes back: the intent is on disk in this step.
local capture_id, amount_cents, currency = ARGV[3], ARGV[4], ARGV[5]
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if is_foreign_capture(attempt, capture_id) then return refuse_attempt('payment_differs', attempt, order) end
if attempt.capturedCents ~= '0' then
  return attempt.captureId == capture_id and answer_attempt(attempt, order, true)
    or refuse_attempt('payment_differs', attempt, order)
end
if attempt.captureId ~= '' and attempt.captureId ~= capture_id then
  return refuse_attempt('payment_differs', attempt, order)
end
if amount_cents ~= attempt.amountCents or currency ~= attempt.currency then
  return refuse_attempt('payment_differs', attempt, order)
end
-- Any other may still be given its seats, or is with a person already; so is an order whose money is odd.
if attempt.state ~= 'ABANDONED' and attempt.state ~= 'DENIED' then return refuse_attempt('wrong_state', attempt, order) end
local REASON = {
  HELD = 'superseded', PAYING = 'superseded', AWAITING_TRANSFER = 'superseded', EXPIRED = 'no_seats', CANCELLED = 'order_cancelled',
  COMMITTING = 'duplicate', PAYMENT_PENDING = 'duplicate', CONFIRMED = 'duplicate',
}
local reason = REASON[order.state]
if not reason then return refuse_attempt('wrong_state', attempt, order) end

local changes = {}
-- PayPal has seen this invoice paid: whoever pays now pays another one, and what was begun for this one ends.
if reason ~= 'duplicate' and attempt.invoiceId == order.id .. '-' .. order.paymentRevision then
  changes.paymentRevision = tonumber(order.paymentRevision) + 1
  abandon_current(order, 'superseded')
  if order.state == 'PAYING' then changes.state = 'HELD' end
end
book_capture(attempt, capture_id, amount_cents, currency)
attempt.capturedCents, attempt.capturedCurrency = amount_cents, currency
changes.refunds = with_refund(order, attempt, tonumber(amount_cents), reason)
save(order, 'payment_returned', changes)
save_refunding(attempt, order, {
  state = 'REFUNDING', captureId = capture_id, capturedCents = amount_cents, capturedCurrency = currency, capturedAt = now,
})
return answer_attempt(attempt, order, false)
