-- ARGV: now, order id. Writes nothing.
return tell(read_order(ARGV[2]))
