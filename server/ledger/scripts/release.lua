-- ARGV: now, order id
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
-- Letting go of what is gone already, for whatever reason, is what was asked for.
if order.state == 'EXPIRED' then return answer(order, true) end
if order.state ~= 'HELD' then return refuse('wrong_state', order) end
expire(order, 'released')
return answer(order, false)
