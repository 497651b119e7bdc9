-- ARGV: now, how old (ms, by the stream's own clock) an entry must be at least. Answers how many entries went.
-- What any reader has still to do stays, with everything after it: what its group has not acknowledged or not read yet, what
-- mail has put off, and what it has set aside for a person. The last entry stays: without one nobody could tell an outbox that
-- was trimmed from one that is lost.
local outbox = key('outbox')
local last = redis.call('XREVRANGE', outbox, '+', '-', 'COUNT', 1)[1]
if not last then return 0 end

local function parts(id)
  local ms, sequence = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(sequence)
end
local function is_before(a, b)
  local a_ms, a_sequence = parts(a)
  local b_ms, b_sequence = parts(b)
  if a_ms ~= b_ms then return a_ms < b_ms end
  return a_sequence < b_sequence
end

local time = redis.call('TIME')
local keep = string.format('%.0f-0', time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[2]))
local function keep_from(id)
  if is_before(id, keep) then keep = id end
end

keep_from(last[1])
local has_mail = false
for _, flat in ipairs(redis.call('XINFO', 'GROUPS', outbox)) do
  local group = {}
  for i = 1, #flat, 2 do
    group[flat[i]] = flat[i + 1]
  end
  has_mail = has_mail or group.name == 'mail'
  -- Itself is read, but what comes after it may not be.
  keep_from(group['last-delivered-id'])
  local pending = redis.call('XPENDING', outbox, group.name)
  if pending[1] > 0 then keep_from(pending[2]) end
end
-- No courier has been here yet: everything is still to be told.
if not has_mail then return 0 end
for _, id in ipairs(redis.call('ZRANGE', key('mail', 'later'), 0, -1)) do
  keep_from(id)
end
for _, json in ipairs(redis.call('HVALS', key('mail', 'set-aside'))) do
  keep_from(cjson.decode(json).entryId)
end
return redis.call('XTRIM', outbox, 'MINID', keep)
