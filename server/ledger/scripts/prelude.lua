-- Put before every script of this folder. One script is one transition: it checks every rule it touches, then writes the
-- order, the counters and the outbox entry together, or returns a refusal and writes nothing of it.
--
-- KEYS[1] is the event's hash tag, `{<eventId>}`. Every other key begins with it and so lives in the same cluster slot,
-- which is why the scripts may put key names together themselves.
--   :catalogue        hash    version, json (made in TypeScript, without the vouchers), vouchersDigest
--   :vouchers         hash    code as it is compared -> voucher (JSON, made in TypeScript): a hold reads one of a thousand
--   :voucher_uses     hash    voucher id -> places in orders that occupy seats and use it
--   :voucher_bounds   hash    voucher id -> what its uses may come to: its maxUses, or what they were when that was set lower
--   :quotas           set     ids of every quota there ever was
--   :quota:<id>       hash    capacity, held, sold, stopped (0|1), wanted (the capacity asked for while stopped)
--   :order:<id>       hash    see order-record.ts
--   :orders           zset    order id by createdAt
--   :holds            zset    order id by heldUntil, HELD and PAYING orders only
--   :people           hash    <hash of the buyer's address>:<ticket type> -> seats in orders that occupy seats
--   :idempotency:<k>  hash    orderId, selection: what the form with this key last held. Has a TTL, as have webhooks that are done with
--   :outbox           stream  one entry a transition
--   :refused          zset    `<registration>.<revision>` by the time from which its ticket and earlier ones are refused
--   :attempt:<id>     hash    one try to pay, see attempt-record.ts; an order names its latest in attemptId
--   :attempts         zset    attempt id by createdAt
--   :unsettled        zset    attempt id by when the courier looks at it next; only those whose end is still open
--   :paypal_orders    hash    PayPal's order id -> attempt id
--   :captures         hash    PayPal's capture id -> attempt id: no capture is booked twice
--   :money            stream  one entry for each amount that came in (capture) or went back (refund)
--   :audit:<order>    list    JSON, one entry for each thing an organizer did to the order; kept as long as the order
--   :tasks            hash    attempt id, refund id, webhook:<event> or compare:<PayPal's id> -> JSON { kind, orderId, problem, at } and,
--                             where it is about one, attemptId and refundId: what a person has to look at
--   :webhook:<event>  hash    one of PayPal's events: event (JSON), state, receivedAt, looks. Kept for 30 days after its end
--   :compared         hash    at, upTo, differences: the last comparison of the money with PayPal's account
--   :webhooks         zset    event id by when the courier looks at it next; only those without an end
--   :series, :document  see invoices.lua
--   :transfers        see transfers.lua
-- ARGV[1] is the time in ms from a test's clock; 0 in production, where the ledger's own clock counts.

-- How long the scripts let payments wait before somebody looks, against the usual: a test of days takes minutes.
local LOOK_FACTOR = 1

local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Which counter of its quotas an order's seats are in. States that are not named occupy nothing. HELD and PAYING end by
-- themselves; where money may be under way, or a person has to look, the seats are pinned: no time ends them.
local OCCUPIES = {
  HELD = 'held',
  PAYING = 'held',
  COMMITTING = 'held',
  PAYMENT_PENDING = 'held',
  NEEDS_ATTENTION = 'held',
  AWAITING_TRANSFER = 'held',
  CONFIRMED = 'sold',
}
local ENDS_BY_ITSELF = { HELD = true, PAYING = true }

-- How many holds whose time is over one request may clear away: a visitor never waits for a backlog.
local DUE_HOLDS_A_CALL = 50

local function key(...)
  return KEYS[1] .. ':' .. table.concat({ ... }, ':')
end

local function read_hash(name)
  local flat = redis.call('HGETALL', name)
  local hash = {}
  for i = 1, #flat, 2 do
    hash[flat[i]] = flat[i + 1]
  end
  return hash
end

local function read_order(id)
  local order = read_hash(key('order', id))
  return order.id and order or nil
end

local function read_quota(id)
  local quota = read_hash(key('quota', id))
  return {
    capacity = tonumber(quota.capacity or 0),
    held = tonumber(quota.held or 0),
    sold = tonumber(quota.sold or 0),
    stopped = quota.stopped == '1',
    wanted = tonumber(quota.wanted or 0),
  }
end

local function read_catalogue()
  local json = redis.call('HGET', key('catalogue'), 'json')
  local catalogue = json and cjson.decode(json) or { ticketTypes = {}, quotas = {} }
  catalogue.byId = {}
  for place, ticket_type in ipairs(catalogue.ticketTypes) do
    ticket_type.place = place
    catalogue.byId[ticket_type.id] = ticket_type
  end
  return catalogue
end

local function read_attempt(id)
  local attempt = read_hash(key('attempt', id))
  return attempt.id and attempt or nil
end

-- An order as it is told: its fields, and those of its latest attempt to pay.
local function tell(order)
  if not order then return { {}, {} } end
  return { redis.call('HGETALL', key('order', order.id)), redis.call('HGETALL', key('attempt', order.attemptId)) }
end

local function answer(order, replayed)
  return { 'ok', replayed and 1 or 0, tell(order) }
end

local function refuse(reason, order, ticket_type_id, remaining)
  return { 'refused', reason, tell(order), ticket_type_id or '', remaining and math.max(0, remaining) or '' }
end

local function seats_of(order)
  local seats = 0
  for _, line in ipairs(cjson.decode(order.lines)) do
    seats = seats + line.quantity
  end
  return seats
end

-- Places are numbered from 1, as in a registration's id.
local function has_place(order, place)
  return place ~= nil and place >= 1 and place <= seats_of(order)
end

-- By place, as text: an order's hash may not have the field at all.
local function read_places(json)
  return json and json ~= '' and cjson.decode(json) or {}
end

local function revision_of(order, place)
  return read_places(order.revisions)[tostring(place)] or 1
end

-- An empty table would be written as a list or an object: nobody could tell which.
local function write_places(places)
  return next(places) and cjson.encode(places) or ''
end

local function check_ins_of(order)
  return read_places(order.checkIns)
end

-- Cancelled by itself, while the rest of its order stayed.
local function is_cancelled(order, place)
  return read_places(order.cancelledPlaces)[tostring(place)] ~= nil
end

-- An order's refunds, of whichever of its attempts; see refunds.lua.
local function refunds_of(order)
  return order.refunds and order.refunds ~= '' and cjson.decode(order.refunds) or {}
end

-- The order's lines with the seats that are still its own: those whose places were cancelled one by one are not.
local function live_lines(order)
  local cancelled, lines, place = read_places(order.cancelledPlaces), cjson.decode(order.lines), 0
  for _, line in ipairs(lines) do
    local first = place + 1
    place = place + line.quantity
    for at = first, place do
      if cancelled[tostring(at)] then line.quantity = line.quantity - 1 end
    end
  end
  return lines
end

local function live_seats_of(order)
  local seats = 0
  for _, line in ipairs(live_lines(order)) do
    seats = seats + line.quantity
  end
  return seats
end

local function line_of(order, place)
  local seats = 0
  for _, line in ipairs(cjson.decode(order.lines)) do
    seats = seats + line.quantity
    if place <= seats then return line end
  end
end

-- Devices at the doors keep this list; it is only ever added to, so its length is its version.
local function refuse_ticket(order, place)
  redis.call('ZADD', key('refused'), 'NX', now, order.id .. '-' .. place .. '.' .. revision_of(order, place))
end

local function refuse_tickets(order)
  for place = 1, seats_of(order) do
    refuse_ticket(order, place)
  end
end

-- The ticket that was good is refused; answers what the order's `revisions` are to be.
local function issue_again(order, place)
  refuse_ticket(order, place)
  local revisions = read_places(order.revisions)
  revisions[tostring(place)] = revision_of(order, place) + 1
  return cjson.encode(revisions)
end

-- What has to be written beside a new state: invoices.lua.
local keep_documents

-- Writes `changes` on the order and tells the outbox, which the mirror and the mail live from. `outboxId` lets the
-- checker compare an order with the last thing that was told about it. `registration`: the one it is about, where it is one.
local function save(order, transition, changes, registration)
  if changes.state then keep_documents(order, changes) end
  local fields = {}
  for field, value in pairs(changes) do
    order[field] = tostring(value)
    table.insert(fields, field)
    table.insert(fields, order[field])
  end
  local entry = { 'orderId', order.id, 'transition', transition, 'state', order.state, 'reason', order.expiryReason, 'at', now }
  if registration then
    table.insert(entry, 'registrationId')
    table.insert(entry, registration)
  end
  order.outboxId = redis.call('XADD', key('outbox'), '*', unpack(entry))
  redis.call('HSET', key('order', order.id), 'outboxId', order.outboxId, unpack(fields))
  if order.state == 'CANCELLED' then refuse_tickets(order) end
end

local function move_takes(takes, counter, sign)
  for quota_id, seats in pairs(takes) do
    local name = key('quota', quota_id)
    redis.call('HINCRBY', name, counter, sign * seats)
    local quota = read_quota(quota_id)
    -- A capacity that was asked for below what was taken comes into force as soon as it fits.
    if quota.stopped and quota.held + quota.sold <= quota.wanted then
      redis.call('HSET', name, 'capacity', quota.wanted, 'stopped', 0)
    end
  end
end

-- `takes` was written when the seats were held: giving back follows it, whatever the catalogue says by now.
local function move_seats(order, counter, sign)
  move_takes(cjson.decode(order.takes), counter, sign)
end

local function count_type(order, ticket_type_id, seats)
  if order.person == '' or seats == 0 then return end
  local field = order.person .. ':' .. ticket_type_id
  if redis.call('HINCRBY', key('people'), field, seats) == 0 then redis.call('HDEL', key('people'), field) end
end

local function count_person(order, sign)
  for _, line in ipairs(live_lines(order)) do
    count_type(order, line.ticketTypeId, sign * line.quantity)
  end
end

-- How many more of this type the person may have; nil where there is no limit. Nobody ('') has none yet.
local function room_for_person(ticket_type, person)
  if ticket_type.maxPerPerson == cjson.null then return nil end
  local field = person .. ':' .. ticket_type.id
  return ticket_type.maxPerPerson - tonumber(redis.call('HGET', key('people'), field) or 0)
end

-- Counts an order's places for the voucher it uses. Orders from before there were vouchers have no such field.
local function count_uses(order, count)
  if (order.voucherId or '') == '' or count == 0 then return end
  local uses = key('voucher_uses')
  if redis.call('HINCRBY', uses, order.voucherId, count) == 0 then redis.call('HDEL', uses, order.voucherId) end
end

local function count_voucher(order, sign)
  count_uses(order, sign * (order.voucherUses or 0))
end

local function is_lapsed(order)
  return ENDS_BY_ITSELF[order.state] and tonumber(order.heldUntil) <= now
end

-- A lapsed order keeps its attempt: an approval that comes late may still get the seats, if they can be had again.
local function expire(order, reason)
  move_seats(order, 'held', -1)
  count_person(order, -1)
  count_voucher(order, -1)
  redis.call('ZREM', key('holds'), order.id)
  redis.call('ZREM', key('transfers'), order.id)
  save(order, 'expired', { state = 'EXPIRED', expiryReason = reason, transfer = '' })
end

-- Expires up to `limit` holds whose time is over, the oldest first.
local function expire_due(limit)
  local ids = redis.call('ZRANGEBYSCORE', key('holds'), '-inf', now, 'LIMIT', 0, limit)
  for _, id in ipairs(ids) do
    expire(read_order(id), 'lapsed')
  end
  return ids
end

-- The order, or nil. A hold whose time is over ends when it is met, even where the courier has not come by yet: otherwise
-- somebody could confirm seats that the site already offers to others.
local function meet_order(id)
  local order = read_order(id)
  if order and is_lapsed(order) then expire(order, 'lapsed') end
  return order
end

local function refuse_unless_held(order)
  if ENDS_BY_ITSELF[order.state] then return nil end
  return refuse(order.state == 'EXPIRED' and 'hold_expired' or 'wrong_state', order)
end
