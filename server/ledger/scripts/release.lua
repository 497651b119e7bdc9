-- ARGV: now, order id
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
-- Letting go of what is gone already, for whatever reason, is what was asked for.
if order.state == 'EXPIRED' then return answer(order, true) end
if not ENDS_BY_ITSELF[order.state] then return refuse('wrong_state', order) end
abandon_current(order, 'released')
expire(order, 'released')
return answer(order, false)
