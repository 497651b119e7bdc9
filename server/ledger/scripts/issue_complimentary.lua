-- ARGV: now, order id, hashed request id, selection (JSON, sorted by type), buyer (JSON), attendees (JSON), hash of the buyer's
-- address, act (JSON). Prices, sale windows and limits are for buyers; seats are not: nothing is given that is not there.
local order_id, form_key, selection, buyer, attendees, person = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local act, form = cjson.decode(ARGV[8]), key('idempotency', form_key)
local FORM_LIFE_S = 24 * 60 * 60

local known = redis.call('HGET', form, 'orderId') or order_id
local resent = meet_order(known)
if resent then
  if resent.formKey ~= form_key then return redis.error_reply('FOYER order id ' .. known .. ' is taken') end
  return answer(resent, true)
end

expire_due(DUE_HOLDS_A_CALL)
local catalogue, wanted = read_catalogue(), cjson.decode(selection)
table.sort(wanted, function(a, b) return place_on_page(catalogue, a) < place_on_page(catalogue, b) end)
local lines, takes = {}, {}
for _, line in ipairs(wanted) do
  local ticket_type = catalogue.byId[line.ticketTypeId]
  if not ticket_type then return refuse('unknown_ticket_type', nil, line.ticketTypeId) end
  local remaining = take_from_quotas(ticket_type, line.quantity, takes, {})
  if not remaining then return refuse('sale_stopped', nil, ticket_type.id, 0) end
  if line.quantity > remaining then return refuse('sold_out', nil, ticket_type.id, remaining) end
  table.insert(lines, {
    ticketTypeId = ticket_type.id, name = ticket_type.name, quantity = line.quantity, unitPriceCents = 0,
    vatBasisPoints = ticket_type.vatBasisPoints,
    quotaIds = ticket_type.quotaIds,
  })
end

local order = { id = order_id, formKey = form_key, attemptId = '' }
redis.call('HSET', key('order', order_id), 'id', order_id, 'formKey', form_key, 'createdAt', now, 'heldUntil', now,
  'extended', 0, 'cancelledAt', '', 'attemptId', '', 'paymentRevision', 1, 'complimentary', 1)
redis.call('ZADD', key('orders'), now, order_id)
write_audit(order, act, 'issued', nil)
save(order, 'confirmed', {
  state = 'CONFIRMED', expiryReason = '', confirmedAt = now, lines = cjson.encode(lines), takes = cjson.encode(takes),
  totalCents = 0, currency = catalogue.currency, buyer = buyer, attendees = attendees, person = person,
})
move_seats(order, 'sold', 1)
count_person(order, 1)
redis.call('HSET', form, 'orderId', order_id, 'selection', selection)
redis.call('EXPIRE', form, FORM_LIFE_S)
return answer(order, false)
