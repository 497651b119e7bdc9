-- ARGV: now, how many at most. Answers { event (JSON), when it came, 1 if this is the last look for a payment that it may be
-- about } of those whose time has come, and puts their next look off.
local claimed = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('webhooks'), '-inf', now, 'LIMIT', 0, tonumber(ARGV[2]))) do
  local name = key('webhook', id)
  local looks = redis.call('HINCRBY', name, 'looks', 1)
  local wait_ms = INBOX_BACKOFF_MS[math.min(looks, #INBOX_BACKOFF_MS)]
  redis.call('ZADD', key('webhooks'), now + math.floor(wait_ms * LOOK_FACTOR), id)
  table.insert(claimed, {
    redis.call('HGET', name, 'event'),
    tonumber(redis.call('HGET', name, 'receivedAt')),
    looks >= INBOX_LOOKS_BEFORE_TASK and 1 or 0,
  })
end
return claimed
