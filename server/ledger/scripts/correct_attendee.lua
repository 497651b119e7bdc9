-- ARGV: now, order id, place of the registration, the revision that was looked at, attendee (JSON), act (JSON)
local place, looked_at, after, act = tonumber(ARGV[3]), tonumber(ARGV[4]), cjson.decode(ARGV[5]), cjson.decode(ARGV[6])
local order, refusal = meet_registration(ARGV[2], place)
if not order then return refusal end
if was_done(order, act, 'corrected', place) then return answer(order, true) end
-- Somebody else has changed it since it was looked at.
if revision_of(order, place) ~= looked_at then return refuse('wrong_state', order) end
local attendees = cjson.decode(order.attendees)
local before = attendees[place]
if before.name == after.name and before.email == after.email then return answer(order, true) end

-- The ticket that went to the wrong person, or to the wrong address, opens no door from here on.
attendees[place] = after
write_audit(order, act, 'corrected', place, before, after)
save(order, 'corrected', { attendees = cjson.encode(attendees), revisions = issue_again(order, place) },
  registration_of(order, place))
return answer(order, false)
