-- ARGV: now, order id, hold in ms
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
local refusal = refuse_unless_held(order)
if refusal then return refusal end
-- Once: otherwise seats could be kept from others for good without ever being taken.
if order.extended == '1' then return refuse('already_extended', order) end

local held_until = now + tonumber(ARGV[3])
redis.call('ZADD', key('holds'), held_until, order.id)
save(order, 'extended', { heldUntil = held_until, extended = 1 })
return answer(order, false)
