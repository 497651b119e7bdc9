-- ARGV: now, order id. Writes nothing.
return redis.call('LRANGE', key('audit', ARGV[2]), 0, -1)
