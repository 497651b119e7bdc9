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

-- The voucher with this code (as it is compared); nil where there is none.
local function read_voucher(code)
  local json = code ~= '' and redis.call('HGET', key('vouchers'), code)
  return json and cjson.decode(json) or nil
end

-- Organizers write a code with letters, digits, spaces and hyphens; see `comparableCode` in TypeScript for what people type.
local function comparable_code(code)
  return (string.gsub(string.upper(code or ''), '[ %-]', ''))
end

local function is_for(voucher, ticket_type)
  if #voucher.ticketTypeIds == 0 then return not ticket_type.isHidden end
  for _, id in ipairs(voucher.ticketTypeIds) do
    if id == ticket_type.id then return true end
  end
  return false
end

-- What one place costs with the voucher; core/orders/voucher.ts says the same to those who only look.
local function price_with(voucher, ticket_type)
  local price, gives = ticket_type.priceCents, voucher.gives
  if gives.kind == 'percent' then return price - math.floor((price * gives.percentOff + 50) / 100) end
  if gives.kind == 'amount' then return math.max(0, price - gives.amountOffCents) end
  if gives.kind == 'price' then return math.min(price, gives.priceCents) end
  return price
end

local function uses_left(voucher)
  if voucher.maxUses == cjson.null then return math.huge end
  return voucher.maxUses - tonumber(redis.call('HGET', key('voucher_uses'), voucher.id) or 0)
end

local function voucher_window_refusal(voucher)
  if voucher.validFromAt ~= cjson.null and now < voucher.validFromAt then return 'voucher_not_yet' end
  if voucher.validUntilAt ~= cjson.null and now >= voucher.validUntilAt then return 'voucher_over' end
  return nil
end

-- Whether it is good for so many places of one order. `credit`: the uses that would come back first.
local function use_refusal(voucher, uses, credit, order)
  if uses == 0 then return refuse('voucher_not_for_these', order) end
  if voucher.maxPerOrder ~= cjson.null and uses > voucher.maxPerOrder then
    return refuse('over_voucher_limit', order, nil, voucher.maxPerOrder)
  end
  local left = uses_left(voucher) + credit
  if uses > left then return refuse('voucher_used_up', order, nil, left) end
  return nil
end

-- What a selection ({ ticketTypeId, quantity } each) would be as an order with its lines in the same order, or nil and the
-- refusal. `credit` is what would come back first, by quota: the seats of the hold that this one replaces. `order` goes
-- with a refusal, where there is one. `code`: a voucher's, or ''; `voucher_credit` is `credit` for the uses of vouchers, by id.
local function make_offer(catalogue, selection, credit, person, order, code, voucher_credit)
  local offer = { lines = {}, takes = {}, totalCents = 0, currency = catalogue.currency, voucherUses = 0 }
  local voucher = read_voucher(code)
  if code ~= '' and not voucher then return nil, refuse('unknown_voucher', order) end
  local wrong_time = voucher and voucher_window_refusal(voucher)
  if wrong_time then return nil, refuse(wrong_time, order) end
  for _, line in ipairs(selection) do
    local quantity, ticket_type = line.quantity, catalogue.byId[line.ticketTypeId]
    local has_voucher = voucher and ticket_type and is_for(voucher, ticket_type)
    -- Refused in the same words as what does not exist: whoever has no voucher does not learn of it.
    if not ticket_type or (ticket_type.isHidden and not has_voucher) then
      return nil, refuse('unknown_ticket_type', order, line.ticketTypeId)
    end
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

    local price = has_voucher and price_with(voucher, ticket_type) or ticket_type.priceCents
    table.insert(offer.lines, {
      ticketTypeId = ticket_type.id,
      name = ticket_type.name,
      quantity = quantity,
      unitPriceCents = price,
      listPriceCents = price < ticket_type.priceCents and ticket_type.priceCents or nil,
      vatBasisPoints = ticket_type.vatBasisPoints,
      -- What one seat gives back should it be cancelled alone, whatever the catalogue says by then.
      quotaIds = ticket_type.quotaIds,
      hasVoucher = has_voucher and true or nil,
    })
    offer.totalCents = offer.totalCents + quantity * price
    if has_voucher then offer.voucherUses = offer.voucherUses + quantity end
  end
  if voucher then
    local refusal = use_refusal(voucher, offer.voucherUses, voucher_credit[voucher.id] or 0, order)
    if refusal then return nil, refusal end
    offer.voucherId, offer.voucherCode = voucher.id, voucher.code
  end
  return offer, nil
end

-- The seats, by quota, of an order whose time was over while its buyer was at PayPal, and its lines; nil where they cannot be had
-- again.
-- Price, sale window and the limit for one order were agreed on when the seats were held. Seats, the limit for a person and the
-- uses of a voucher are about what happened since; a voucher that organizers took away is good for nothing any more.
local function take_again(catalogue, order)
  local takes, lines = {}, cjson.decode(order.lines)
  for _, line in ipairs(lines) do
    local ticket_type = catalogue.byId[line.ticketTypeId]
    if not ticket_type then return nil end
    local room = room_for_person(ticket_type, order.person)
    if room and line.quantity > room then return nil end
    local remaining = take_from_quotas(ticket_type, line.quantity, takes, {})
    if not remaining or line.quantity > remaining then return nil end
    line.quotaIds = ticket_type.quotaIds
  end
  if (order.voucherId or '') ~= '' then
    local voucher = read_voucher(comparable_code(order.voucherCode))
    if not voucher or voucher.id ~= order.voucherId or tonumber(order.voucherUses) > uses_left(voucher) then return nil end
  end
  return takes, lines
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
    voucherId = offer.voucherId or '',
    voucherCode = offer.voucherCode or '',
    voucherUses = offer.voucherUses,
  })
  move_seats(order, 'held', 1)
  count_person(order, 1)
  count_voucher(order, 1)
  redis.call('ZADD', key('holds'), held_until, order.id)
end
