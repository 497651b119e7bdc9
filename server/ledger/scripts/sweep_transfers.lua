-- ARGV: now, how many at most. What is due is reminded of once, and has its grace from then on, however late that was; what is not
-- paid after that ends. Answers { ids reminded of, ids ended }.
local reminded, ended = {}, {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('transfers'), '-inf', now, 'LIMIT', 0, tonumber(ARGV[2]))) do
  local order = read_order(id)
  if order.remindedAt == '' then
    local ends_at = now + cjson.decode(order.transfer).graceMs
    redis.call('ZADD', key('transfers'), ends_at, id)
    save(order, 'transfer_overdue', { remindedAt = now, transferAt = ends_at })
    table.insert(reminded, id)
  else
    expire(order, 'unpaid')
    table.insert(ended, id)
  end
end
return { reminded, ended }
