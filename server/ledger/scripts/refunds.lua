-- Money that goes back, shared by the scripts that ask for it or hear of it. An order's refunds are a list in its hash, the oldest
-- first, each of the capture of one attempt (core/payments/refund.ts); none ever leaves it. Together they never ask for more than
-- was captured: one that failed counts too, for its money is a task until a person has seen to it.
local IS_UNDER_WAY = { REQUESTED = true, PENDING = true }

local function unasked_cents(attempt, order)
  local rest = tonumber(attempt.capturedCents)
  for _, refund in ipairs(refunds_of(order)) do
    if refund.attemptId == attempt.id then rest = rest - refund.amountCents end
  end
  return rest
end

local function find_refund(refunds, id)
  for _, refund in ipairs(refunds) do
    if refund.id == id then return refund end
  end
  return nil
end

-- What the order's `refunds` are to be with one more. Nothing of it has moved yet: PayPal is asked by the courier.
local function with_refund(order, attempt, amount_cents, reason, registration_id)
  local refunds, number = refunds_of(order), 1
  for _, refund in ipairs(refunds) do
    if refund.attemptId == attempt.id then number = number + 1 end
  end
  local id = attempt.id .. '-refund-' .. number
  table.insert(refunds, {
    id = id, attemptId = attempt.id, amountCents = amount_cents, currency = captured_currency(attempt), reason = reason,
    registrationId = registration_id or cjson.null, state = 'REQUESTED', requestId = id .. '-try-1', tries = 1,
    paypalRefundId = cjson.null, problem = cjson.null, mayTryAgain = false, how = cjson.null,
    requestedAt = now, updatedAt = now, completedAt = cjson.null,
  })
  return cjson.encode(refunds)
end

-- Saves the attempt after its order: watched as long as a refund of it is under way, and REFUNDED once all of it is back.
local function save_refunding(attempt, order, changes)
  local is_back, wait_ms = unasked_cents(attempt, order) == 0, nil
  for _, refund in ipairs(refunds_of(order)) do
    if refund.attemptId == attempt.id then
      if refund.state ~= 'COMPLETED' then is_back = false end
      if refund.state == 'REQUESTED' then wait_ms = 0 end
      if refund.state == 'PENDING' then wait_ms = wait_ms or PENDING_REFUND_LOOK_MS end
    end
  end
  if is_back and (changes.state or attempt.state) == 'REFUNDING' then changes.state = 'REFUNDED' end
  save_attempt(attempt, order, changes)
  if wait_ms then look_at(attempt, order, wait_ms) end
end

-- What was sold comes to less by these; money that came for nothing was never on an invoice.
local CREDITED = { cancelled = true, ticket_cancelled = true, goodwill = true }

-- The money is back, by PayPal or by hand (`kind`); `changes` are what the caller's save() writes.
local function complete_refund(order, changes, attempt, refund, paypal_refund_id, kind)
  refund.state, refund.completedAt, refund.updatedAt = 'COMPLETED', now, now
  book_money(attempt, kind or 'refund', paypal_refund_id, refund.amountCents, refund.currency)
  redis.call('HDEL', key('tasks'), refund.id)
  if CREDITED[refund.reason] then write_credit_note(order, changes, refund.amountCents, 'refunded') end
end
