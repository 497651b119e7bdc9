-- The part of recount.lua about money: every attempt against its order, every amount that moved against its attempt.

-- Which states the order's latest attempt may be in. Free orders have none, whatever their state.
local FITS = {
  HELD = {
    none = true, CREATING = true, AWAITING_APPROVAL = true, ABANDONED = true, DENIED = true, REFUNDING = true, REFUNDED = true,
  },
  PAYING = { CREATING = true, AWAITING_APPROVAL = true },
  AWAITING_TRANSFER = {
    none = true, CREATING = true, AWAITING_APPROVAL = true, ABANDONED = true, DENIED = true, REFUNDING = true, REFUNDED = true,
  },
  COMMITTING = { CAPTURING = true },
  PAYMENT_PENDING = { CAPTURE_PENDING = true },
  CONFIRMED = { CAPTURED = true, DISPUTED = true, REVERSED = true },
  CANCELLED = { REFUNDING = true, REFUNDED = true, REVERSED = true },
  EXPIRED = {
    none = true, CREATING = true, AWAITING_APPROVAL = true, ABANDONED = true, DENIED = true, QUARANTINED = true,
    REFUNDING = true, REFUNDED = true,
  },
  NEEDS_ATTENTION = { QUARANTINED = true },
}
-- What an attempt that the order no longer names may be: over, in a person's hands, or its money goes back.
local IS_OVER = { ABANDONED = true, DENIED = true, QUARANTINED = true, REFUNDING = true, REFUNDED = true }

local function read_money()
  local captured, refunded, currencies = {}, {}, {}
  for _, entry in ipairs(redis.call('XRANGE', key('money'), '-', '+')) do
    local fields = {}
    for i = 1, #entry[2], 2 do
      fields[entry[2][i]] = entry[2][i + 1]
    end
    local sums = fields.kind == 'capture' and captured or refunded
    local sign = fields.kind == 'reversal_undone' and -1 or 1
    sums[fields.attemptId] = (sums[fields.attemptId] or 0) + sign * tonumber(fields.amountCents)
    currencies[fields.attemptId] = fields.currency
  end
  return captured, refunded, currencies
end

-- Where what was taken, and nobody has asked to send back, is now: with a ticket or with a person; nil where nobody could say.
local function place_of(attempt, order, has_task)
  if has_task and attempt.state == 'QUARANTINED' then return 'inTasks' end
  -- A dispute is a task, and its seat is theirs all the same.
  local is_here = attempt.state == 'CAPTURED' or attempt.state == 'DISPUTED'
  if is_here and order.state == 'CONFIRMED' and order.attemptId == attempt.id then return 'ticketed' end
  return nil
end

-- An attempt's refunds: what they come to by state, in all, and whether somebody has to look for their sake.
local function count_refunds(attempt_id, order, tasks, find)
  local cents, asked, is_under_way = { REQUESTED = 0, PENDING = 0, COMPLETED = 0, FAILED = 0 }, 0, false
  for _, refund in ipairs(order.refunds) do
    if refund.attemptId == attempt_id then
      cents[refund.state] = cents[refund.state] + refund.amountCents
      asked = asked + refund.amountCents
      is_under_way = is_under_way or IS_UNDER_WAY[refund.state]
      if (refund.state == 'FAILED') ~= (tasks[refund.id] ~= nil) then
        find('task-open', refund.id, 'is ' .. refund.state .. (tasks[refund.id] and ', and still a task' or ', but there is no task'))
      end
    end
  end
  return cents, asked, is_under_way
end

-- `orders`: id -> { state, attemptId, totalCents, refunds }. Answers sums by currency, attempts by state, tasks, and how
-- many refunds there ever were by reason.
local function recount_money(orders, find)
  local captured, refunded, currencies = read_money()
  local tasks, sums, by_state, by_id, unrefunded, by_reason = read_hash(key('tasks')), {}, {}, {}, {}, {}

  local function compare_money(attempt, order, cents, asked)
    local id, taken, returned = attempt.id, captured[attempt.id] or 0, refunded[attempt.id] or 0
    captured[id], refunded[id] = nil, nil
    -- In the currency that was taken, which need not be the one that was asked for.
    local currency = currencies[id] or attempt.currency
    local sum = sums[currency] or { captured = 0, ticketed = 0, refunded = 0, refunding = 0, inTasks = 0 }
    sums[currency] = sum
    sum.captured, sum.refunded = sum.captured + taken, sum.refunded + returned
    if taken ~= tonumber(attempt.capturedCents) then
      find('money-matches', id, 'captured ' .. attempt.capturedCents .. ', booked are ' .. taken)
    end
    -- What was not asked back by then was taken back.
    local reversed = attempt.state == 'REVERSED' and taken - asked or 0
    if returned ~= cents.COMPLETED + reversed then
      find('money-matches', id, 'is ' .. attempt.state .. ', and ' .. returned .. ' went back, not ' .. cents.COMPLETED + reversed)
    end
    if asked > taken then find('refunds-within', id, asked .. ' are asked back of ' .. taken) end
    sum.refunding, sum.inTasks = sum.refunding + cents.REQUESTED + cents.PENDING, sum.inTasks + cents.FAILED
    if attempt.state == 'REFUNDED' and returned ~= taken then
      find('money-matches', id, 'is REFUNDED, but ' .. returned .. ' of ' .. taken .. ' went back')
    end
    if attempt.state == 'REFUNDING' and returned == taken then
      find('money-matches', id, 'is REFUNDING, but all of it went back')
    end
    if taken > asked and reversed == 0 then
      local place = place_of(attempt, order, tasks[id])
      if place then sum[place] = sum[place] + taken - asked
      else find('money-accounted', id, taken - asked .. ' captured are neither ticketed, refunded nor an open task') end
      local other = unrefunded[attempt.invoiceId]
      if other then find('captured-once', attempt.invoiceId, 'is paid by ' .. other .. ' and by ' .. id) end
      unrefunded[attempt.invoiceId] = id
    end
    -- A person may have taken another amount for right.
    if attempt.state == 'CAPTURED' and taken ~= order.totalCents and attempt.isAccepted ~= '1' then
      find('money-matches', id, 'paid ' .. taken .. ' for an order of ' .. order.totalCents)
    end
  end

  for _, id in ipairs(redis.call('ZRANGE', key('attempts'), 0, -1)) do
    local attempt = read_hash(key('attempt', id))
    local order = orders[attempt.orderId]
    if not attempt.id or not order then
      find('attempt-exists', id, attempt.id and 'belongs to no order' or 'is listed but has no record')
    else
      by_state[attempt.state] = (by_state[attempt.state] or 0) + 1
      by_id[id] = attempt
      if order.attemptId ~= id and not IS_OVER[attempt.state] then
        find('attempt-matches', id, 'is ' .. attempt.state .. ', but its order names "' .. order.attemptId .. '"')
      end
      local is_watched = redis.call('ZSCORE', key('unsettled'), id)
      local cents, asked, is_under_way = count_refunds(id, order, tasks, find)
      local needs_watch = FIRST_LOOK_MS[attempt.state] or is_under_way
      if needs_watch and not is_watched then find('attempt-watched', id, 'is ' .. attempt.state .. ' and nobody looks') end
      if is_watched and not needs_watch then find('attempt-watched', id, 'is ' .. attempt.state .. ' and still looked at') end
      local needs_person = attempt.state == 'QUARANTINED' or attempt.state == 'DISPUTED'
      if needs_person and not tasks[id] then
        find('task-open', id, 'needs a person, but there is no task')
      end
      compare_money(attempt, order, cents, asked)
    end
  end

  for id, order in pairs(orders) do
    for _, refund in ipairs(order.refunds) do
      by_reason[refund.reason] = (by_reason[refund.reason] or 0) + 1
      if not by_id[refund.attemptId] then find('money-accounted', id, 'sends back money of an attempt that does not exist') end
    end
    local attempt = by_id[order.attemptId]
    local state = attempt and attempt.state or 'none'
    if order.totalCents == 0 then
      -- It may have cost something before it was held again.
      if attempt and not IS_OVER[attempt.state] then find('attempt-matches', id, 'is free, but is being paid') end
    elseif not FITS[order.state][state] then
      find('attempt-matches', id, 'is ' .. order.state .. ' with the attempt to pay ' .. state)
    end
  end
  for id in pairs(captured) do find('money-accounted', id, 'money was captured for an attempt that does not exist') end
  for id in pairs(refunded) do find('money-accounted', id, 'money went back for an attempt that does not exist') end

  local function to_list(map, to_entry)
    local list = {}
    for name, value in pairs(map) do table.insert(list, to_entry(name, value)) end
    return list
  end
  return {
    to_list(sums, function(currency, s)
      return { currency, s.captured, s.ticketed, s.refunded, s.refunding, s.inTasks }
    end),
    to_list(by_state, function(state, count) return { state, count } end),
    to_list(tasks, function(id, task) return { id, task } end),
    to_list(by_reason, function(reason, count) return { reason, count } end),
  }
end
