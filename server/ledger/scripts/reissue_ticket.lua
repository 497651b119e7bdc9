-- ARGV: now, order id, place of the registration in the order (1, 2, ...), the revision whose ticket is to be replaced
local order, place, replaced = meet_order(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not order then return refuse('not_found') end
if order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end
if not has_place(order, place) then return refuse('not_found') end
if is_cancelled(order, place) then return refuse('ticket_cancelled', order) end
local revision = revision_of(order, place)
if revision > replaced then return answer(order, true) end
if revision < replaced then return refuse('wrong_state', order) end

save(order, 'ticket_reissued', { revisions = issue_again(order, place) })
return answer(order, false)
