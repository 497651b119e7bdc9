-- ARGV: now, attempt id. Writes nothing.
return redis.call('HGETALL', key('attempt', ARGV[2]))
