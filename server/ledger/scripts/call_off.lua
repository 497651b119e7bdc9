-- ARGV: now, order id, act (JSON) where an organizer does it, else ''. Nothing was paid, so nothing goes back but the seats.
local order, act = meet_order(ARGV[2]), ARGV[3] ~= '' and cjson.decode(ARGV[3])
if not order then return refuse('not_found') end
if order.state == 'EXPIRED' and order.expiryReason == 'called_off' then return answer(order, true) end
if order.state ~= 'AWAITING_TRANSFER' then return refuse('wrong_state', order) end
abandon_current(order, 'called_off')
if act then write_audit(order, act, 'called_off') end
expire(order, 'called_off')
return answer(order, false)
