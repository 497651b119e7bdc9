-- ARGV: now, order id, attempt id, act (JSON). It was odd, but nothing was taken: the seats return.
local act, order, attempt = cjson.decode(ARGV[4]), meet_order(ARGV[2]), read_attempt(ARGV[3])
if not order or not attempt or attempt.orderId ~= order.id then return refuse('not_found', order) end
if was_done(order, act, 'payment_dropped') then return answer(order, true) end
if attempt.state ~= 'QUARANTINED' or attempt.capturedCents ~= '0' then return refuse('wrong_state', order) end

write_audit(order, act, 'payment_dropped', nil, { problem = attempt.problem })
redis.call('HDEL', key('tasks'), attempt.id)
-- Should they pay after all, it is another obligation: what PayPal has for this invoice is anybody's guess.
if order.attemptId == attempt.id then
  order.paymentRevision = tostring(tonumber(order.paymentRevision) + 1)
  redis.call('HSET', key('order', order.id), 'paymentRevision', order.paymentRevision)
end
if order.attemptId == attempt.id and order.state == 'NEEDS_ATTENTION' then expire(order, 'denied')
else save(order, 'payment_abandoned', {}) end
save_attempt(attempt, order, { state = 'DENIED' })
return answer(order, false)
