-- ARGV: now, how many at most. Answers the attempts whose time has come to be looked at and puts their next look off, so that
-- whoever dies over one leaves it to the next, and one that fails stands in nobody's way.
local BACKOFF_MS = { 60000, 120000, 300000, 900000, 3600000, 21600000 }
local ids = redis.call('ZRANGEBYSCORE', key('unsettled'), '-inf', now, 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(ids) do
  local looks = redis.call('HINCRBY', key('attempt', id), 'looks', 1)
  local attempt = read_hash(key('attempt', id))
  look_at(attempt, read_order(attempt.orderId), BACKOFF_MS[math.min(looks, #BACKOFF_MS)])
end
return ids
