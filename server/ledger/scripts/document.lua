-- ARGV: now, the document's number. Writes nothing.
return redis.call('HGETALL', key('document', ARGV[2]))
