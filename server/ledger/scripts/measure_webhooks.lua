-- ARGV: now. How many of PayPal's events nobody is done with, and when the oldest of them came (ms; 0 where there is none). Writes
-- nothing. Few wait for longer than it takes to ask PayPal about them, but for those that it cannot be asked about.
local ids, oldest = redis.call('ZRANGE', key('webhooks'), 0, -1), 0
for _, id in ipairs(ids) do
  local at = tonumber(redis.call('HGET', key('webhook', id), 'receivedAt') or 0)
  if at > 0 and (oldest == 0 or at < oldest) then oldest = at end
end
return { #ids, oldest, now }
