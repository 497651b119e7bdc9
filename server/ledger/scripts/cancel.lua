-- ARGV: now, order id, act (JSON) where an organizer does it, else ''
local order, act = meet_order(ARGV[2]), ARGV[3] ~= '' and cjson.decode(ARGV[3])
if not order then return refuse('not_found') end
if order.state == 'CANCELLED' then return answer(order, true) end
if order.state ~= 'CONFIRMED' then return refuse('wrong_state', order) end
local attempt, refusal = meet_payment(order, true)
if not act then refusal = refusal or refuse_buyer(order) end
if refusal then return refusal end

cancel_order(order, attempt, act)
return answer(order, false)
