-- ARGV: now, order id, hashed idempotency key, selection (JSON, sorted by type), hold in ms, a voucher's code as it is compared or ''
local order_id, form_key, selection, hold_ms = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local form, code = key('idempotency', form_key), ARGV[6]
-- Another voucher is another choice.
local choice = code == '' and selection or selection .. ' ' .. code
local FORM_LIFE_S = 24 * 60 * 60

-- The very same request again: a connection that broke sends what had no answer once more.
local resent = meet_order(order_id)
if resent then
  if resent.formKey ~= form_key then return redis.error_reply('FOYER order id ' .. order_id .. ' is taken') end
  return answer(resent, true)
end

-- The same form again: the same choice replays, another one takes the place of the first.
local first
local record = redis.call('HMGET', form, 'orderId', 'selection')
if record[1] then
  first = meet_order(record[1])
  if record[2] == choice then return answer(first, true) end
  if not ENDS_BY_ITSELF[first.state] then return refuse('wrong_state', first) end
end

-- Seats whose time is over are free.
expire_due(DUE_HOLDS_A_CALL)

-- A refusal is not recorded: it changed nothing, and a second try may find a seat.
local catalogue, lines = read_catalogue(), cjson.decode(selection)
table.sort(lines, function(a, b) return place_on_page(catalogue, a) < place_on_page(catalogue, b) end)
local uses = first and (first.voucherId or '') ~= '' and { [first.voucherId] = tonumber(first.voucherUses) } or {}
local offer, refusal = make_offer(catalogue, lines, first and cjson.decode(first.takes) or {}, '', first, code, uses)
if not offer then return refusal end

if first then
  abandon_current(first, 'replaced')
  expire(first, 'replaced')
end
local order = { id = order_id, formKey = form_key, person = '', attemptId = '' }
redis.call('HSET', key('order', order_id), 'id', order_id, 'formKey', form_key, 'createdAt', now, 'confirmedAt', '',
  'cancelledAt', '', 'buyer', '', 'attendees', '', 'person', '', 'attemptId', '', 'paymentRevision', 1)
redis.call('ZADD', key('orders'), now, order_id)
hold_seats(order, offer, hold_ms, 'held')
redis.call('HSET', form, 'orderId', order_id, 'selection', choice)
redis.call('EXPIRE', form, FORM_LIFE_S)
return answer(order, false)
