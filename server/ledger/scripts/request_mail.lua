-- ARGV: now, order id, place of one registration or '' for everybody, act (JSON). The courier writes what the order's state says.
local place, act = tonumber(ARGV[3]), cjson.decode(ARGV[4])
local HAS_MAIL = { CONFIRMED = true, CANCELLED = true, PAYMENT_PENDING = true, AWAITING_TRANSFER = true }
local order = meet_order(ARGV[2])
if not order or (ARGV[3] ~= '' and not has_place(order, place)) then return refuse('not_found') end
if not HAS_MAIL[order.state] then return refuse('wrong_state', order) end
if place and order.state == 'CONFIRMED' and is_cancelled(order, place) then return refuse('ticket_cancelled', order) end
if was_done(order, act, 'mail_requested', place) then return answer(order, true) end

write_audit(order, act, 'mail_requested', place)
save(order, 'mail_requested', {}, registration_of(order, place))
return answer(order, false)
