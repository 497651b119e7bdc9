-- ARGV: now, order id, hold in ms
local order = read_order(ARGV[2])
if not order then return refuse('not_found') end
if is_lapsed(order) then expire(order, 'lapsed') end
if order.state == 'HELD' then return answer(order, true) end
if order.state ~= 'EXPIRED' then return refuse('wrong_state', order) end
expire_due(DUE_HOLDS_A_CALL)

-- Today's catalogue decides: names, prices, windows and limits may have changed since.
local offer, refusal = make_offer(cjson.decode(order.lines), {}, order.person, order)
if not offer then return refusal end
hold_seats(order, offer, tonumber(ARGV[3]), 'held_again')
return answer(order, false)
