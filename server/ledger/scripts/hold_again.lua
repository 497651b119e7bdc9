-- ARGV: now, order id, hold in ms
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
if ENDS_BY_ITSELF[order.state] then return answer(order, true) end
if order.state ~= 'EXPIRED' then return refuse('wrong_state', order) end
-- A person has to look at its money first: it could be paid a second time.
local attempt = read_attempt(order.attemptId)
if attempt and attempt.state == 'QUARANTINED' then return refuse('wrong_state', order) end
expire_due(DUE_HOLDS_A_CALL)

-- Today's catalogue decides: names, prices, windows and limits may have changed since. The lines keep their order, because
-- the attendees that were given follow it.
local code = comparable_code(order.voucherCode)
local offer, refusal = make_offer(read_catalogue(), cjson.decode(order.lines), {}, order.person, order, code, {})
if not offer then return refusal end
-- What was approved at another price is not what is owed now.
if attempt and (tonumber(attempt.amountCents) ~= offer.totalCents or attempt.currency ~= offer.currency) then
  abandon_current(order, 'price_changed')
end
hold_seats(order, offer, tonumber(ARGV[3]), 'held_again')
return answer(order, false)
