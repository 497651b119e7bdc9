-- ARGV: now, order id
local order = meet_order(ARGV[2])
if not order then return refuse('not_found') end
if order.state == 'AWAITING_TRANSFER' then return answer(order, true) end
local refusal = refuse_unless_held(order)
if refusal then return refusal end
if order.buyer == '' then return refuse('details_missing', order) end

-- The invoice goes with it, so there has to be somebody who writes one; and the money has to be there before the conference.
local catalogue = read_catalogue()
local terms = catalogue.transfer ~= cjson.null and catalogue.seller ~= cjson.null and catalogue.seller and catalogue.transfer
local due_at = terms and now + terms.daysToPay * DAY_MS
if not terms or due_at > terms.lastDueAt or order.totalCents == '0' then return refuse('transfer_not_offered', order) end

redis.call('ZREM', key('holds'), order.id)
await_transfer(order, 'awaiting_transfer', {
  transfer = cjson.encode({ dueAt = due_at, graceMs = terms.graceDays * DAY_MS, bank = terms.bank }),
  transferAt = due_at,
  remindedAt = '',
})
return answer(order, false)
