-- ARGV: now, order id, place of the registration, act (JSON) where an organizer does it, else ''. The last ticket is the order.
local order, place, act = meet_order(ARGV[2]), tonumber(ARGV[3]), ARGV[4] ~= '' and cjson.decode(ARGV[4])
if not order or not has_place(order, place) then return refuse('not_found') end
if order.state == 'CANCELLED' or is_cancelled(order, place) then return answer(order, true) end
if order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end
local is_last = live_seats_of(order) == 1
local attempt, refusal = meet_payment(order, is_last)
if not act then refusal = refusal or refuse_buyer(order) end
if refusal then return refusal end

if is_last then cancel_order(order, attempt, act) else cancel_place(order, place, attempt, act) end
return answer(order, false)
