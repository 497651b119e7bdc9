-- ARGV: now. Writes nothing. Answers { version, catalogue JSON, now, end of the last hold or '', { status, remaining, held }
-- for each ticket type in the catalogue's order, how many vouchers there are }.
local LAPSED_HOLDS_A_CALL = 1000

-- Holds whose time is over and that nobody has expired yet: their seats are free.
local lapsed = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('holds'), '-inf', now, 'LIMIT', 0, LAPSED_HOLDS_A_CALL)) do
  for quota_id, seats in pairs(cjson.decode(redis.call('HGET', key('order', id), 'takes'))) do
    lapsed[quota_id] = (lapsed[quota_id] or 0) + seats
  end
end

local REFUSAL_STATUS = { not_yet_on_sale = 'not_yet', sale_closed = 'closed' }
local types = {}
for _, ticket_type in ipairs(read_catalogue().ticketTypes) do
  local remaining, held, is_stopped = math.huge, 0, false
  for _, quota_id in ipairs(ticket_type.quotaIds) do
    local quota = read_quota(quota_id)
    local quota_held = quota.held - (lapsed[quota_id] or 0)
    local free = quota.capacity - quota_held - quota.sold
    -- Stopped, unless the wanted capacity fits once the lapsed holds are gone.
    if quota.stopped then
      free = quota.wanted - quota_held - quota.sold
      is_stopped = is_stopped or free < 0
    end
    if free < remaining then
      remaining, held = free, quota_held
    end
  end
  local status = REFUSAL_STATUS[window_refusal(ticket_type)]
    or (is_stopped and 'stopped') or (remaining <= 0 and 'sold_out') or 'available'
  table.insert(types, { status, math.max(0, remaining), held })
end

local catalogue = redis.call('HMGET', key('catalogue'), 'version', 'json')
local last = redis.call('ZREVRANGE', key('holds'), 0, 0, 'WITHSCORES')
local holds_end_by = last[2] and tonumber(last[2]) > now and tonumber(last[2]) or ''
return { tonumber(catalogue[1] or 0), catalogue[2] or '', now, holds_end_by, types, redis.call('HLEN', key('vouchers')) }
