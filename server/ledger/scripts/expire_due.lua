-- ARGV: now, how many at most
return expire_due(tonumber(ARGV[2]))
