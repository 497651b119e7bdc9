-- ARGV: now, catalogue (JSON), vouchers (JSON: a list of { code as it is compared, the voucher as JSON })
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

-- Fewer uses than there are take nothing back, as with a quota: they only come to no more.
local function write_vouchers()
  redis.call('DEL', key('vouchers'))
  for _, entry in ipairs(cjson.decode(ARGV[3])) do
    local voucher = cjson.decode(entry[2])
    redis.call('HSET', key('vouchers'), entry[1], entry[2])
    if voucher.maxUses == cjson.null then
      redis.call('HDEL', key('voucher_bounds'), voucher.id)
    else
      local uses = tonumber(redis.call('HGET', key('voucher_uses'), voucher.id) or 0)
      redis.call('HSET', key('voucher_bounds'), voucher.id, math.max(voucher.maxUses, uses))
    end
  end
end

local digest = redis.sha1hex(ARGV[3])
local before = redis.call('HMGET', key('catalogue'), 'json', 'vouchersDigest')
local is_changed = before[1] ~= json or before[2] ~= digest
if before[2] ~= digest then write_vouchers() end
if is_changed then
  redis.call('HINCRBY', key('catalogue'), 'version', 1)
  redis.call('HSET', key('catalogue'), 'json', json, 'vouchersDigest', digest)
end
return { tonumber(redis.call('HGET', key('catalogue'), 'version')), is_changed and 1 or 0, conflicts }
