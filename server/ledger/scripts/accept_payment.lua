-- ARGV: now, order id, attempt id, act (JSON). What was taken is odd, and is taken for the tickets all the same.
local act, order, attempt = cjson.decode(ARGV[4]), meet_order(ARGV[2]), read_attempt(ARGV[3])
if not order or not attempt or attempt.orderId ~= order.id then return refuse('not_found', order) end
if was_done(order, act, 'payment_accepted') then return answer(order, true) end
local is_odd = attempt.state == 'QUARANTINED' and attempt.capturedCents ~= '0' and order.attemptId == attempt.id
if not is_odd or (order.state ~= 'NEEDS_ATTENTION' and order.state ~= 'EXPIRED') then return refuse('wrong_state', order) end

local changes = { state = 'CONFIRMED', confirmedAt = now, expiryReason = '' }
if order.state == 'EXPIRED' then
  expire_due(DUE_HOLDS_A_CALL)
  local takes, lines = take_again(read_catalogue(), order)
  if not takes then return refuse('sold_out', order, '', 0) end
  order.takes = cjson.encode(takes)
  changes.takes, changes.lines = order.takes, cjson.encode(lines)
  move_seats(order, 'sold', 1)
  count_person(order, 1)
  count_voucher(order, 1)
else
  -- First into sold, then out of held: see confirm.lua.
  move_seats(order, 'sold', 1)
  move_seats(order, 'held', -1)
end
write_audit(order, act, 'payment_accepted', nil, { problem = attempt.problem },
  { amountCents = tonumber(attempt.capturedCents), currency = captured_currency(attempt) })
save(order, 'confirmed', changes)
redis.call('HDEL', key('tasks'), attempt.id)
save_attempt(attempt, order, { state = 'CAPTURED', isAccepted = 1 })
return answer(order, false)
