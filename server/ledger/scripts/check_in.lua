-- ARGV: now, order id, place of the registration, the revision of the ticket that was shown or '', act (JSON)
local place, shown, act = tonumber(ARGV[3]), ARGV[4], cjson.decode(ARGV[5])
local order, refusal = meet_registration(ARGV[2], place)
if not order then return refusal end
-- A ticket that was replaced is somebody else's by now.
if shown ~= '' and tonumber(shown) ~= revision_of(order, place) then return refuse('wrong_state', order) end
local check_ins = check_ins_of(order)
if check_ins[tostring(place)] then return answer(order, true) end

check_ins[tostring(place)] = now
write_audit(order, act, 'checked_in', place)
save(order, 'checked_in', { checkIns = cjson.encode(check_ins) }, registration_of(order, place))
return answer(order, false)
