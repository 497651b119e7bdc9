-- ARGV: now, PayPal's capture id, PayPal's order id, custom id, invoice id, each or ''. Answers the attempt they lead to, or ''.
-- First what we wrote down ourselves when PayPal answered. Writes nothing.
local capture_id, paypal_order_id, custom_id, invoice_id = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local known = redis.call('HGET', key('captures'), capture_id) or redis.call('HGET', key('paypal_orders'), paypal_order_id)
if known then return known end
if custom_id ~= '' and redis.call('EXISTS', key('attempt', custom_id)) == 1 then return custom_id end
local order_id = string.match(invoice_id, '^(.+)%-%d+$')
local attempt_id = order_id and redis.call('HGET', key('order', order_id), 'attemptId')
if attempt_id and redis.call('HGET', key('attempt', attempt_id), 'invoiceId') == invoice_id then return attempt_id end
return ''
