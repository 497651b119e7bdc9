-- ARGV: now, order id, attempt id, act (JSON). What was odd about the money is answered by sending it back, and the seats with it.
local act, order, attempt = cjson.decode(ARGV[4]), meet_order(ARGV[2]), read_attempt(ARGV[3])
if not order or not attempt or attempt.orderId ~= order.id then return refuse('not_found', order) end
if was_done(order, act, 'payment_refunded') then return answer(order, true) end
if attempt.state ~= 'QUARANTINED' or attempt.capturedCents == '0' then return refuse('wrong_state', order) end

local amount_cents, is_current = tonumber(attempt.capturedCents), order.attemptId == attempt.id
write_audit(order, act, 'payment_refunded', nil, { problem = attempt.problem },
  { amountCents = amount_cents, currency = captured_currency(attempt) })
local changes = { refunds = with_refund(order, attempt, amount_cents, 'not_accepted') }
if is_current and order.state == 'NEEDS_ATTENTION' then
  move_seats(order, 'held', -1)
  count_person(order, -1)
  count_voucher(order, -1)
  changes.state, changes.cancelledAt, changes.cancelledBy = 'CANCELLED', now, 'organizer'
  save(order, 'cancelled', changes)
else
  -- Held and paid once more, it is another invoice: PayPal has seen this one paid.
  if is_current then changes.paymentRevision = tonumber(order.paymentRevision) + 1 end
  save(order, 'refund_requested', changes)
end
redis.call('HDEL', key('tasks'), attempt.id)
save_refunding(attempt, order, { state = 'REFUNDING' })
return answer(order, false)
