-- ARGV: now, a voucher's code as it is compared. Writes nothing. Answers { the voucher (JSON) or '', its uses, now }.
local json = redis.call('HGET', key('vouchers'), ARGV[2])
if not json then return { '', 0, now } end
local voucher_id = cjson.decode(json).id
local uses = tonumber(redis.call('HGET', key('voucher_uses'), voucher_id) or 0)
-- Uses of holds whose time is over are free again.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('holds'), '-inf', now, 'LIMIT', 0, 1000)) do
  local held = redis.call('HMGET', key('order', id), 'voucherId', 'voucherUses')
  if held[1] == voucher_id then uses = uses - tonumber(held[2]) end
end
return { json, uses, now }
