-- Attempts to pay, shared by the scripts that begin, change or end one. An attempt and its order change in one script.

-- When the courier looks at an attempt for the first time after it came into this state; a state that is not named is
-- settled, or watched for the sake of its refunds (refunds.lua). Captures: only once every request of the worker that began it (10 s each) has ended one way or the other.
local FIRST_LOOK_MS = {
  CREATING = 120000,
  AWAITING_APPROVAL = 120000,
  CAPTURING = 25000,
  CAPTURE_PENDING = 60000,
  -- Its end is told by a webhook, which may be lost.
  DISPUTED = 6 * 3600 * 1000,
}
-- The last look before the seats of a buyer who approved and never came back would be lost.
local LAST_LOOK_MS = 30000
local PENDING_REFUND_LOOK_MS = 60000

-- No money can have moved, and none will: PayPal's order, if there is one, is not captured by anybody.
local IS_OPEN = { CREATING = true, AWAITING_APPROVAL = true }

local function look_at(attempt, order, wait_ms)
  local at = now + math.floor(wait_ms * LOOK_FACTOR)
  if IS_OPEN[attempt.state] and order and ENDS_BY_ITSELF[order.state] then
    local last = tonumber(order.heldUntil) - LAST_LOOK_MS
    if last > now and last < at then at = last end
  end
  redis.call('ZADD', key('unsettled'), at, attempt.id)
end

local function save_attempt(attempt, order, changes)
  changes.updatedAt = now
  changes.looks = 0
  local fields = {}
  for field, value in pairs(changes) do
    attempt[field] = tostring(value)
    table.insert(fields, field)
    table.insert(fields, attempt[field])
  end
  redis.call('HSET', key('attempt', attempt.id), unpack(fields))
  local wait_ms = FIRST_LOOK_MS[attempt.state]
  if wait_ms then look_at(attempt, order, wait_ms) else redis.call('ZREM', key('unsettled'), attempt.id) end
end

-- Gives up the order's attempt if it is still open: it will never be captured.
local function abandon_current(order, problem)
  local attempt = read_attempt(order.attemptId)
  if attempt and IS_OPEN[attempt.state] then
    save_attempt(attempt, order, { state = 'ABANDONED', problem = problem })
  end
end

-- The attempt and its order, or nil. An order whose time is over ends first.
local function meet_attempt(id)
  local attempt = read_attempt(id)
  if not attempt then return nil, nil end
  return attempt, meet_order(attempt.orderId)
end

local function answer_attempt(attempt, order, replayed)
  return { 'ok', replayed and 1 or 0, tell(order), redis.call('HGETALL', key('attempt', attempt.id)) }
end

local function refuse_attempt(reason, attempt, order)
  local fields = attempt and redis.call('HGETALL', key('attempt', attempt.id)) or {}
  return { 'refused', reason, tell(order), fields }
end

-- `kind`: capture, refund; reversal: it went back without our asking; reversal_undone: and came back.
local function book_money(attempt, kind, paypal_id, amount_cents, currency)
  redis.call('XADD', key('money'), '*', 'kind', kind, 'attemptId', attempt.id, 'orderId', attempt.orderId,
    'invoiceId', attempt.invoiceId, 'paypalId', paypal_id, 'amountCents', amount_cents, 'currency', currency, 'at', now)
end

-- PayPal's capture belongs to one attempt, or the answer was for somebody else: nothing may be written then.
local function is_foreign_capture(attempt, capture_id)
  local owner = redis.call('HGET', key('captures'), capture_id)
  return owner and owner ~= attempt.id
end

-- Attempts from before it was kept have none.
local function captured_currency(attempt)
  return attempt.capturedCurrency or attempt.currency
end

local function book_capture(attempt, capture_id, amount_cents, currency)
  redis.call('HSET', key('captures'), capture_id, attempt.id)
  book_money(attempt, 'capture', capture_id, amount_cents, currency)
end

-- About an attempt, or one refund of it.
local function open_task(attempt, kind, problem, refund_id)
  redis.call('HSET', key('tasks'), refund_id or attempt.id, cjson.encode({
    kind = kind, attemptId = attempt.id, refundId = refund_id or cjson.null, orderId = attempt.orderId, problem = problem, at = now,
  }))
end

-- Seats that are held stay held; the next try is a new attempt.
local function give_up(attempt, order, problem)
  local is_paying = order.state == 'PAYING' and order.attemptId == attempt.id
  save(order, 'payment_abandoned', is_paying and { state = 'HELD' } or {})
  save_attempt(attempt, order, { state = 'ABANDONED', problem = problem })
end
