-- ARGV: now, order id, place of the registration in the order (1, 2, ...), the revision whose ticket is to be replaced
local order, place, replaced = meet_order(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not order then return refuse('not_found') end
if order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end
local revision, seats = revision_of(order, place), 0
for _, line in ipairs(cjson.decode(order.lines)) do
  seats = seats + line.quantity
end
if not place or place > seats then return refuse('not_found') end
if revision > replaced then return answer(order, true) end
if revision < replaced then return refuse('wrong_state', order) end

refuse_ticket(order, place)
local revisions = order.revisions and order.revisions ~= '' and cjson.decode(order.revisions) or {}
revisions[tostring(place)] = revision + 1
save(order, 'ticket_reissued', { revisions = cjson.encode(revisions) })
return answer(order, false)
