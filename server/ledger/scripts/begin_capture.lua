-- ARGV: now, attempt id, whether PayPal has a payment for it already (0|1). From here on the seats are pinned until the capture's outcome is known; without them nothing is
-- captured, ever: the attempt is given up in the same step.
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end

-- Somebody else has begun it: whoever asks goes on with the same capture and the same request id.
local IS_BEGUN = { CAPTURING = true, CAPTURE_PENDING = true, CAPTURED = true, REFUNDING = true, REFUNDED = true,
  DISPUTED = true, REVERSED = true }
if IS_BEGUN[attempt.state] then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'AWAITING_APPROVAL' then
  return refuse_attempt(attempt.state == 'CREATING' and 'wrong_state' or 'payment_over', attempt, order)
end

-- PayPal may still call it approved, with the card that was declined: the buyer has to choose again first.
if attempt.isDeclined == '1' and ARGV[3] == '0' then return refuse_attempt('payment_declined', attempt, order) end

local function refuse_and_give_up(problem)
  give_up(attempt, order, problem)
  return refuse_attempt('payment_over', attempt, order)
end

if order.attemptId ~= attempt.id then return refuse_and_give_up('superseded') end
-- Held again at another price: what the buyer approved is not what is owed.
if attempt.amountCents ~= order.totalCents or attempt.currency ~= order.currency then
  return refuse_and_give_up('price_changed')
end

if ENDS_BY_ITSELF[order.state] or order.state == 'AWAITING_TRANSFER' then
  redis.call('ZREM', key('holds'), order.id)
  redis.call('ZREM', key('transfers'), order.id)
  save(order, 'committing', { state = 'COMMITTING' })
elseif order.state == 'EXPIRED' and (order.expiryReason == 'lapsed' or order.expiryReason == 'unpaid') then
  -- Approved in time or late: what was agreed on holds, if the seats are still there.
  expire_due(DUE_HOLDS_A_CALL)
  local takes, lines = take_again(read_catalogue(), order)
  if not takes then return refuse_and_give_up('seats_gone') end
  save(order, 'committing', {
    state = 'COMMITTING', expiryReason = '', takes = cjson.encode(takes), lines = cjson.encode(lines),
  })
  move_seats(order, 'held', 1)
  count_person(order, 1)
  count_voucher(order, 1)
else
  return refuse_and_give_up('order_' .. string.lower(order.state))
end
save_attempt(attempt, order, { state = 'CAPTURING', problem = '' })
return answer_attempt(attempt, order, false)
