-- ARGV: now, order id, buyer (JSON), attendees (JSON), how many attendees are complete, hash of the buyer's address, whom the
-- invoice is made out to (JSON) or '', answers (JSON) or ''
local buyer, attendees, complete, person, billing = ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6], ARGV[7]
local answers = ARGV[8]
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end

-- The same details again are a replay, also when the order was confirmed meanwhile.
local is_same = order.buyer == buyer and order.attendees == attendees and (order.billing or '') == billing
  and (order.answers or '') == answers
if is_same and (order.state == 'CONFIRMED' or ENDS_BY_ITSELF[order.state]) then
  return answer(order, true)
end
local refusal = refuse_unless_held(order)
if refusal then return refusal end

local lines, seats = cjson.decode(order.lines), 0
for _, line in ipairs(lines) do
  seats = seats + line.quantity
end
if complete ~= seats then return refuse('details_missing', order) end

-- The same person's holds whose time is over must not count against them.
expire_due(DUE_HOLDS_A_CALL)
local catalogue = read_catalogue()
for _, line in ipairs(lines) do
  -- A type that was taken off sale has no limit any more.
  local ticket_type = catalogue.byId[line.ticketTypeId]
  local room = ticket_type and room_for_person(ticket_type, person)
  -- Correcting a name must not count the order's own seats twice.
  if room and order.person == person then room = room + line.quantity end
  if room and line.quantity > room then return refuse('over_person_limit', order, line.ticketTypeId, room) end
end

count_person(order, -1)
save(order, 'details', { buyer = buyer, attendees = attendees, person = person, billing = billing, answers = answers })
count_person(order, 1)
return answer(order, false)
