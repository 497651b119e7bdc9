-- ARGV: now, event id, what it says (JSON made in TypeScript). Answers 1 where it is news, 0 where it was here before.
local name = key('webhook', ARGV[2])
if redis.call('EXISTS', name) == 1 then return 0 end
redis.call('HSET', name, 'event', ARGV[3], 'state', 'waiting', 'receivedAt', now, 'looks', 0)
redis.call('ZADD', key('webhooks'), now + math.floor(INBOX_FIRST_MS * LOOK_FACTOR), ARGV[2])
return 1
