-- ARGV: now, order id, place of the registration, act (JSON)
local place, act = tonumber(ARGV[3]), cjson.decode(ARGV[4])
local order, refusal = meet_registration(ARGV[2], place)
if not order then return refusal end
local check_ins = check_ins_of(order)
local at = check_ins[tostring(place)]
if not at or was_done(order, act, 'check_in_undone', place) then return answer(order, true) end

check_ins[tostring(place)] = nil
write_audit(order, act, 'check_in_undone', place, { checkedInAt = at })
save(order, 'check_in_undone', { checkIns = write_places(check_ins) }, registration_of(order, place))
return answer(order, false)
