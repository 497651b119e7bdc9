-- ARGV: now, catalogue (JSON)
local json = ARGV[2]
local catalogue = cjson.decode(json)
-- A hold whose time is over must not stand in the way of a smaller capacity.
expire_due(DUE_HOLDS_A_CALL)

local conflicts, is_wanted = {}, {}
for _, wanted in ipairs(catalogue.quotas) do
  local quota, name = read_quota(wanted.id), key('quota', wanted.id)
  is_wanted[wanted.id] = true
  if quota.held + quota.sold > wanted.capacity then
    -- Never by force: what was promised stays promised, and nothing more is sold from here.
    redis.call('HSET', name, 'stopped', 1, 'wanted', wanted.capacity)
    table.insert(conflicts, { wanted.id, wanted.capacity, quota.held, quota.sold })
  elseif redis.call('SADD', key('quotas'), wanted.id) == 1 or quota.stopped or quota.capacity ~= wanted.capacity then
    redis.call('HSET', name, 'capacity', wanted.capacity, 'held', quota.held, 'sold', quota.sold, 'stopped', 0)
  end
end
-- A quota that organizers took away keeps its counts, for its orders; it sells nothing, so it is in conflict with nothing.
for _, id in ipairs(redis.call('SMEMBERS', key('quotas'))) do
  if not is_wanted[id] and read_quota(id).stopped then redis.call('HSET', key('quota', id), 'stopped', 0) end
end

local is_changed = redis.call('HGET', key('catalogue'), 'json') ~= json
if is_changed then
  redis.call('HINCRBY', key('catalogue'), 'version', 1)
  redis.call('HSET', key('catalogue'), 'json', json)
end
return { tonumber(redis.call('HGET', key('catalogue'), 'version')), is_changed and 1 or 0, conflicts }
