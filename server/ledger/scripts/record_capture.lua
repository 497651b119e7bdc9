-- ARGV: now, attempt id, PayPal's capture id, amount in minor units, currency. PayPal said COMPLETED: this is money.
local capture_id, amount_cents, currency = ARGV[3], ARGV[4], ARGV[5]
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
if is_foreign_capture(attempt, capture_id) then return refuse_attempt('payment_differs', attempt, order) end

-- CAPTURE_PENDING knows its capture too, but no money of it yet.
local is_booked = attempt.capturedCents ~= '0'
if is_booked then
  return attempt.captureId == capture_id and answer_attempt(attempt, order, true)
    or refuse_attempt('payment_differs', attempt, order)
end
if attempt.captureId ~= '' and attempt.captureId ~= capture_id then
  return refuse_attempt('payment_differs', attempt, order)
end
-- Anything else has no pinned seats: begin_capture gets them first, or a person hears of it.
if attempt.state ~= 'CAPTURING' and attempt.state ~= 'CAPTURE_PENDING' then
  return refuse_attempt('wrong_state', attempt, order)
end
if amount_cents ~= attempt.amountCents or currency ~= attempt.currency then
  return refuse_attempt('payment_differs', attempt, order)
end

book_capture(attempt, capture_id, amount_cents, currency)
-- First into sold, then out of held: see confirm.lua.
move_seats(order, 'sold', 1)
move_seats(order, 'held', -1)
save(order, 'confirmed', { state = 'CONFIRMED', confirmedAt = now })
save_attempt(attempt, order, {
  state = 'CAPTURED', captureId = capture_id, capturedCents = amount_cents,
  capturedCurrency = currency, capturedAt = now, problem = '',
})
return answer_attempt(attempt, order, false)
