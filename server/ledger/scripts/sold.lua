-- ARGV: now, order ids. Of each the little that is counted, in the order that sold-order.ts reads it. Writes nothing.
local sold = {}
for place = 2, #ARGV do
  sold[place - 1] = redis.call('HMGET', key('order', ARGV[place]),
    'state', 'confirmedAt', 'cancelledAt', 'lines', 'currency', 'complimentary', 'checkIns', 'cancelledPlaces')
end
return sold
