-- What organizers do, shared by the scripts through which they act. An act is JSON made in TypeScript, { requestId, by, note }; what
-- came of it is written in the same step, to a list that is only ever added to.
local AUDIT_LOOK_BACK = 200

local function registration_of(order, place)
  return place and order.id .. '-' .. place or nil
end

-- Whether this very act was done before: a form sent once more must not undo what somebody else did since.
local function was_done(order, act, action, place)
  for _, json in ipairs(redis.call('LRANGE', key('audit', order.id), -AUDIT_LOOK_BACK, -1)) do
    local entry = cjson.decode(json)
    if entry.requestId == act.requestId and entry.action == action
      and entry.registrationId == (registration_of(order, place) or cjson.null) then
      return true
    end
  end
  return false
end

local function write_audit(order, act, action, place, before, after)
  local length = redis.call('RPUSH', key('audit', order.id), cjson.encode({
    requestId = act.requestId,
    by = act.by,
    note = act.note,
    action = action,
    at = now,
    registrationId = registration_of(order, place) or cjson.null,
    before = before or cjson.null,
    after = after or cjson.null,
  }))
  redis.call('HSET', key('order', order.id), 'auditCount', length)
end

-- A confirmed order's place, for what organizers do to one registration; nil and the refusal otherwise.
local function meet_registration(id, place)
  local order = meet_order(id)
  if not order or not has_place(order, place) then return nil, refuse('not_found') end
  if order.state ~= 'CONFIRMED' then return nil, refuse('wrong_state', order) end
  if is_cancelled(order, place) then return nil, refuse('ticket_cancelled', order) end
  return order, nil
end
