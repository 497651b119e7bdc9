-- ARGV: now, catalogue (JSON)
local json = ARGV[2]
local catalogue = cjson.decode(json)
-- A hold whose time is over must not stand in the way of a smaller capacity.
expire_due(DUE_HOLDS_A_CALL)

local conflicts = {}
for _, wanted in ipairs(catalogue.quotas) do
  local quota, name = read_quota(wanted.id), key('quota', wanted.id)
  redis.call('SADD', key('quotas'), wanted.id)
  if quota.held + quota.sold <= wanted.capacity then
    redis.call('HSET', name, 'capacity', wanted.capacity, 'held', quota.held, 'sold', quota.sold, 'stopped', 0)
  else
    -- Never by force: what was promised stays promised, and nothing more is sold from here.
    redis.call('HSET', name, 'stopped', 1, 'wanted', wanted.capacity)
    table.insert(conflicts, { wanted.id, wanted.capacity, quota.held, quota.sold })
  end
end

local is_changed = redis.call('HGET', key('catalogue'), 'json') ~= json
if is_changed then
  redis.call('HINCRBY', key('catalogue'), 'version', 1)
  redis.call('HSET', key('catalogue'), 'json', json)
end
return { tonumber(redis.call('HGET', key('catalogue'), 'version')), is_changed and 1 or 0, conflicts }
