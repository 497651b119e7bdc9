-- The rules of selling, shared by the scripts that set seats aside and the one that says what is left.

local function window_refusal(ticket_type)
  if ticket_type.salesStartAt ~= cjson.null and now < ticket_type.salesStartAt then return 'not_yet_on_sale' end
  if ticket_type.salesEndAt ~= cjson.null and now >= ticket_type.salesEndAt then return 'sale_closed' end
  return nil
end

-- Unknown types come first, to be refused first.
local function place_on_page(catalogue, line)
  local ticket_type = catalogue.byId[line.ticketTypeId]
  return ticket_type and ticket_type.place or 0
end

-- Adds what a line takes to `takes` and answers how many seats there are for it; nil where a quota sells nothing. Lines may
-- share a quota, so what the lines before this one take counts too.
local function take_from_quotas(ticket_type, quantity, takes, credit)
  local remaining = math.huge
  for _, quota_id in ipairs(ticket_type.quotaIds) do
    local quota = read_quota(quota_id)
    if quota.stopped then return nil end
    local taken = takes[quota_id] or 0
    remaining = math.min(remaining, quota.capacity - quota.held - quota.sold + (credit[quota_id] or 0) - taken)
    takes[quota_id] = taken + quantity
  end
  return remaining
end

-- What a selection ({ ticketTypeId, quantity } each) would be as an order with its lines in the same order, or nil and the
-- refusal. `credit` is what would come back first, by quota: the seats of the hold that this one replaces. `order` goes
-- with a refusal, where there is one.
local function make_offer(catalogue, selection, credit, person, order)
  local offer = { lines = {}, takes = {}, totalCents = 0, currency = catalogue.currency }
  for _, line in ipairs(selection) do
    local quantity, ticket_type = line.quantity, catalogue.byId[line.ticketTypeId]
    if not ticket_type then return nil, refuse('unknown_ticket_type', order, line.ticketTypeId) end
    local closed = window_refusal(ticket_type)
    if closed then return nil, refuse(closed, order, ticket_type.id) end
    if quantity > ticket_type.maxPerOrder then
      return nil, refuse('over_order_limit', order, ticket_type.id, ticket_type.maxPerOrder)
    end
    -- Before the address is known this still catches an order that is over the limit all by itself.
    local room = room_for_person(ticket_type, person)
    if room and quantity > room then return nil, refuse('over_person_limit', order, ticket_type.id, room) end

    local remaining = take_from_quotas(ticket_type, quantity, offer.takes, credit)
    if not remaining then return nil, refuse('sale_stopped', order, ticket_type.id, 0) end
    if quantity > remaining then return nil, refuse('sold_out', order, ticket_type.id, remaining) end

    table.insert(offer.lines, {
      ticketTypeId = ticket_type.id,
      name = ticket_type.name,
      quantity = quantity,
      unitPriceCents = ticket_type.priceCents,
    })
    offer.totalCents = offer.totalCents + quantity * ticket_type.priceCents
  end
  return offer, nil
end

-- The seats, by quota, of an order whose time was over while its buyer was at PayPal; nil where they cannot be had again.
-- Price, sale window and the limit for one order were agreed on when the seats were held. Seats and the limit for a person
-- are about what happened since.
local function take_again(catalogue, order)
  local takes = {}
  for _, line in ipairs(cjson.decode(order.lines)) do
    local ticket_type = catalogue.byId[line.ticketTypeId]
    if not ticket_type then return nil end
    local room = room_for_person(ticket_type, order.person)
    if room and line.quantity > room then return nil end
    local remaining = take_from_quotas(ticket_type, line.quantity, takes, {})
    if not remaining or line.quantity > remaining then return nil end
  end
  return takes
end

local function hold_seats(order, offer, hold_ms, transition)
  local held_until = now + hold_ms
  save(order, transition, {
    state = 'HELD',
    expiryReason = '',
    heldUntil = held_until,
    extended = 0,
    lines = cjson.encode(offer.lines),
    takes = cjson.encode(offer.takes),
    totalCents = offer.totalCents,
    currency = offer.currency,
  })
  move_seats(order, 'held', 1)
  count_person(order, 1)
  redis.call('ZADD', key('holds'), held_until, order.id)
end
