-- ARGV: now, order id, amount in minor units, act (JSON). The tickets stay what they are.
local amount_cents, act = tonumber(ARGV[3]), cjson.decode(ARGV[4])
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
if was_done(order, act, 'refunded') then return answer(order, true) end
local attempt = read_attempt(order.attemptId)
if order.state ~= 'CONFIRMED' or not attempt or attempt.state ~= 'CAPTURED' then return refuse('wrong_state', order) end
local rest = unasked_cents(attempt, order)
if amount_cents > rest then return refuse('over_captured', order, '', rest) end

write_audit(order, act, 'refunded', nil, nil, { amountCents = amount_cents, currency = captured_currency(attempt) })
save(order, 'refund_requested', { refunds = with_refund(order, attempt, amount_cents, 'goodwill') })
save_refunding(attempt, order, {})
return answer(order, false)
