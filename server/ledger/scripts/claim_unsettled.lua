-- ARGV: now, how many at most. Answers the attempts whose time has come to be looked at and puts their next look off, so that
-- whoever dies over one leaves it to the next, and one that fails stands in nobody's way.
-- After 1, 2, 5, 15 minutes and an hour; then every six hours up to the third day, when PayPal has long said the last of most, then daily.
local BACKOFF_MS = { 60000, 120000, 300000, 900000, 3600000 }
local SIX_HOURS_MS, DAY_MS, SIX_HOURLY_LOOKS = 6 * 3600 * 1000, 24 * 3600 * 1000, 12

local function backoff_after(looks)
  if looks <= #BACKOFF_MS then return BACKOFF_MS[looks] end
  return looks <= #BACKOFF_MS + SIX_HOURLY_LOOKS and SIX_HOURS_MS or DAY_MS
end

local ids = redis.call('ZRANGEBYSCORE', key('unsettled'), '-inf', now, 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(ids) do
  local looks = redis.call('HINCRBY', key('attempt', id), 'looks', 1)
  local attempt = read_hash(key('attempt', id))
  look_at(attempt, read_order(attempt.orderId), backoff_after(looks))
end
return ids
