-- ARGV: now, attempt id, PayPal's order id, approve address, merchant id of the payee
local paypal_order_id = ARGV[3]
local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
-- Two requests may have asked PayPal for the same order with the same request id: they got the same one.
if attempt.paypalOrderId == paypal_order_id then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'CREATING' then
  return refuse_attempt(attempt.state == 'AWAITING_APPROVAL' and 'wrong_state' or 'payment_over', attempt, order)
end
local owner = redis.call('HGET', key('paypal_orders'), paypal_order_id)
if owner then return refuse_attempt('payment_differs', attempt, order) end

redis.call('HSET', key('paypal_orders'), paypal_order_id, attempt.id)
save(order, 'payment_created', {})
save_attempt(attempt, order, {
  state = 'AWAITING_APPROVAL', paypalOrderId = paypal_order_id, approveUrl = ARGV[4], payeeMerchantId = ARGV[5],
})
return answer_attempt(attempt, order, false)
