-- ARGV: now, event id, settled | unmatched | dismissed, what a person reads of it. Nobody looks at it any more; unmatched is a task.
local id, state, problem = ARGV[2], ARGV[3], ARGV[4]
local name = key('webhook', id)
if redis.call('EXISTS', name) == 0 then return 0 end
-- Two may have looked at the same time; what is known of it stays known.
if state == 'unmatched' and redis.call('HGET', name, 'state') ~= 'waiting' then return 0 end
redis.call('ZREM', key('webhooks'), id)
redis.call('HSET', name, 'state', state, 'finishedAt', now)
if state == 'unmatched' then
  redis.call('HSET', key('tasks'), webhook_task(id),
    cjson.encode({ kind = 'webhook_unmatched', orderId = '', problem = problem, at = now }))
else
  redis.call('HDEL', key('tasks'), webhook_task(id))
  redis.call('PEXPIRE', name, INBOX_KEPT_MS)
end
return 1
