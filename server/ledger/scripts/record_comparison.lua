-- ARGV: now, up to when PayPal's account was compared with ours, differences (JSON list of { id, problem }). Each is a task, once.
local differences = cjson.decode(ARGV[3])
for _, difference in ipairs(differences) do
  redis.call('HSETNX', key('tasks'), 'compare:' .. difference.id,
    cjson.encode({ kind = 'money_differs', orderId = '', problem = difference.problem, at = now }))
end
redis.call('HSET', key('compared'), 'at', now, 'upTo', ARGV[2], 'differences', #differences)
return #differences
