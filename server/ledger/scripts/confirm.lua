-- ARGV: now, order id
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
if order.state == 'CONFIRMED' then return answer(order, true) end
local refusal = refuse_unless_held(order)
if refusal then return refusal end
if order.totalCents ~= '0' then return refuse('payment_required', order) end
if order.buyer == '' then return refuse('details_missing', order) end

-- First into sold, then out of held: were the sum to dip, a stopped quota would take it for seats that came back.
move_seats(order, 'sold', 1)
move_seats(order, 'held', -1)
redis.call('ZREM', key('holds'), order.id)
save(order, 'confirmed', { state = 'CONFIRMED', confirmedAt = now })
return answer(order, false)
