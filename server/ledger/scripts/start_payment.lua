-- ARGV: now, order id, id for a new attempt
local order = meet_order(ARGV[2])
if not order then return refuse_attempt('not_found') end
-- The very same request again: a connection that broke sends what had no answer once more.
local resent = read_attempt(ARGV[3])
if resent then
  if resent.orderId ~= order.id then return redis.error_reply('FOYER attempt id ' .. resent.id .. ' is taken') end
  return answer_attempt(resent, order, true)
end
local attempt = read_attempt(order.attemptId)
if not ENDS_BY_ITSELF[order.state] and order.state ~= 'AWAITING_TRANSFER' then
  return refuse_attempt(order.state == 'EXPIRED' and 'hold_expired' or 'wrong_state', attempt, order)
end
if order.totalCents == '0' then return refuse_attempt('nothing_to_pay', nil, order) end
if order.buyer == '' then return refuse_attempt('details_missing', attempt, order) end

-- Whoever may also pay by bank transfer keeps the seats for that, whatever comes of this.
local PAYING = order.state == 'AWAITING_TRANSFER' and 'AWAITING_TRANSFER' or 'PAYING'
-- PayPal forgets what nobody approved after three hours; a buyer must not be led to a page that is about to go.
local FRESH_MS = 2 * 60 * 60 * 1000 * LOOK_FACTOR
local is_same_price = attempt and attempt.amountCents == order.totalCents and attempt.currency == order.currency
local is_fresh = attempt and tonumber(attempt.createdAt) > now - FRESH_MS
if attempt and IS_OPEN[attempt.state] and is_same_price and is_fresh then
  if order.state == PAYING and attempt.isDeclined == '0' then return answer_attempt(attempt, order, true) end
  -- Held again after its time was over, or declined: paid with what was begun before.
  save(order, 'paying', { state = PAYING })
  save_attempt(attempt, order, { isDeclined = 0 })
  return answer_attempt(attempt, order, false)
end

abandon_current(order, 'superseded')
local id = ARGV[3]
save(order, 'paying', { state = PAYING, attemptId = id })
redis.call('ZADD', key('attempts'), now, id)
local new = {
  id = id, orderId = order.id, amountCents = order.totalCents, currency = order.currency,
  -- One invoice for one obligation, over all its attempts.
  invoiceId = order.id .. '-' .. order.paymentRevision,
  createRequestId = id .. '-create', captureRequestId = id .. '-capture-1',
  paypalOrderId = '', approveUrl = '', payeeMerchantId = '', declines = 0, isDeclined = 0, captureId = '', capturedCents = 0,
  capturedCurrency = '', capturedAt = '', isAccepted = 0, problem = '', createdAt = now,
  state = 'CREATING',
}
save_attempt({ id = id }, order, new)
return answer_attempt({ id = id }, order, false)
