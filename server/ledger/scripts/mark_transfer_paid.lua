-- ARGV: now, order id, amount in minor units, currency, act (JSON). An organizer saw the money on the account.
local amount_cents, currency, act = ARGV[3], ARGV[4], cjson.decode(ARGV[5])
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
-- One for each obligation: marked by two at once it is paid once.
local id = order.id .. '-transfer-' .. order.paymentRevision
if order.state == 'CONFIRMED' and order.attemptId == id then return answer(order, true) end
local is_late = order.state == 'EXPIRED' and order.expiryReason == 'unpaid'
-- COMMITTING and beyond: PayPal is asked for the money at this moment, or has it.
if order.state ~= 'AWAITING_TRANSFER' and not is_late then return refuse('wrong_state', order) end
if amount_cents ~= order.totalCents or currency ~= order.currency then return refuse('amount_differs', order) end

local changes = { state = 'CONFIRMED', expiryReason = '', confirmedAt = now, attemptId = id }
if is_late then
  -- It came after the seats went back: they may still be there.
  expire_due(DUE_HOLDS_A_CALL)
  local takes, lines = take_again(read_catalogue(), order)
  if not takes then return refuse('sold_out', order) end
  changes.takes, changes.lines = cjson.encode(takes), cjson.encode(lines)
  order.takes = changes.takes
  count_person(order, 1)
  count_voucher(order, 1)
end
-- From here on nothing that was begun at PayPal is ever captured.
abandon_current(order, 'paid_by_transfer')
move_seats(order, 'sold', 1)
if not is_late then move_seats(order, 'held', -1) end
redis.call('ZREM', key('transfers'), order.id)

local new = {
  id = id, orderId = order.id, method = 'transfer', state = 'CAPTURED', amountCents = amount_cents, currency = currency,
  invoiceId = order.id .. '-' .. order.paymentRevision, createRequestId = '', captureRequestId = '',
  paypalOrderId = '', approveUrl = '', payeeMerchantId = '', declines = 0, isDeclined = 0,
  captureId = id, capturedCents = amount_cents, capturedAt = now, capturedCurrency = currency,
  problem = '', createdAt = now,
}
book_capture(new, id, amount_cents, currency)
redis.call('ZADD', key('attempts'), now, id)
write_audit(order, act, 'marked_paid', nil, nil, { amountCents = tonumber(amount_cents), currency = currency })
save(order, 'confirmed', changes)
save_attempt({ id = id }, order, new)
return answer(order, false)
