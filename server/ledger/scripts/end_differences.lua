-- ARGV: now, PayPal's ids that are on both sides (JSON list): what was a difference once is none any more.
local ended = 0
for _, id in ipairs(cjson.decode(ARGV[2])) do
  ended = ended + redis.call('HDEL', key('tasks'), 'compare:' .. id)
end
return ended
