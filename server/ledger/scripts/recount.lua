-- ARGV: now. Writes nothing: recounts every order and compares. One script, so what it sees is one moment, on a busy ledger
-- too; the ledger answers nobody else meanwhile (docs name the cost).
-- Answers { orders by state, quotas, findings { rule, subject, message }, length of the outbox, money (recount_money.lua),
-- vouchers { id, uses, what they may come to or '' } }.
local findings = {}
local function find(rule, subject, message)
  table.insert(findings, { rule, subject, message })
end

local orders, by_state, seats, people, uses, held_orders = {}, {}, { held = {}, sold = {} }, {}, {}, 0
local awaited = 0
for _, id in ipairs(redis.call('ZRANGE', key('orders'), 0, -1)) do
  local order = redis.call('HMGET', key('order', id), 'state', 'takes', 'lines', 'person', 'heldUntil',
    'attemptId', 'totalCents', 'voucherId', 'voucherUses', 'refunds', 'cancelledPlaces', 'transferAt')
  local state, takes, lines, person, held_until = order[1], order[2], order[3], order[4], order[5]
  if not state then
    find('order-exists', id, 'is listed but has no record')
  else
    by_state[state] = (by_state[state] or 0) + 1
    orders[id] = {
      state = state, attemptId = order[6], totalCents = tonumber(order[7]), refunds = refunds_of({ refunds = order[10] }),
    }
    local counter = OCCUPIES[state]
    if counter then
      for quota_id, n in pairs(cjson.decode(takes)) do
        seats[counter][quota_id] = (seats[counter][quota_id] or 0) + n
      end
      local voucher_id = order[8] or ''
      if voucher_id ~= '' and tonumber(order[9]) > 0 then uses[voucher_id] = (uses[voucher_id] or 0) + tonumber(order[9]) end
      if person ~= '' then
        for _, line in ipairs(live_lines({ lines = lines, cancelledPlaces = order[11] })) do
          local field = person .. ':' .. line.ticketTypeId
          people[field] = (people[field] or 0) + line.quantity
        end
      end
    end
    if state == 'AWAITING_TRANSFER' then
      awaited = awaited + 1
      local score = redis.call('ZSCORE', key('transfers'), id)
      if not score or tonumber(score) ~= tonumber(order[12]) then
        find('transfers-match', id, 'is to be looked at at ' .. (order[12] or '?') .. ' but listed at ' .. (score or 'no time'))
      end
    end
    if ENDS_BY_ITSELF[state] then
      held_orders = held_orders + 1
      local score = redis.call('ZSCORE', key('holds'), id)
      if not score then
        find('holds-match', id, 'is ' .. state .. ' but would never expire: it is not among the holds')
      elseif tonumber(score) ~= tonumber(held_until) then
        find('holds-match', id, 'is held until ' .. held_until .. ' but listed to expire at ' .. score)
      end
    end
  end
end
local holds = redis.call('ZCARD', key('holds'))
if holds ~= held_orders then
  find('holds-match', 'holds', holds .. ' holds are listed, ' .. held_orders .. ' orders are HELD or PAYING')
end

local transfers = redis.call('ZCARD', key('transfers'))
if transfers ~= awaited then
  find('transfers-match', 'transfers', transfers .. ' are listed, ' .. awaited .. ' orders are AWAITING_TRANSFER')
end

local quotas = {}
local function compare_quota(id)
  local quota = read_quota(id)
  table.insert(quotas, { id, quota.capacity, quota.held, quota.sold, quota.stopped and 1 or 0 })
  for _, counter in ipairs({ 'held', 'sold' }) do
    local counted = seats[counter][id] or 0
    if quota[counter] ~= counted then
      find('quota-recount', id, counter .. ' is ' .. quota[counter] .. ', the orders give ' .. counted)
    end
    if quota[counter] < 0 then find('quota-bounds', id, counter .. ' is below zero: ' .. quota[counter]) end
  end
  if quota.held + quota.sold > quota.capacity then
    find('quota-bounds', id, quota.held .. ' held + ' .. quota.sold .. ' sold is more than the capacity ' .. quota.capacity)
  end
  if quota.stopped and quota.held + quota.sold <= quota.wanted then
    find('quota-stopped', id, 'is stopped although the capacity ' .. quota.wanted .. ' that was asked for would fit')
  end
end
local quota_ids = redis.call('SMEMBERS', key('quotas'))
table.sort(quota_ids)
local is_known = {}
for _, id in ipairs(quota_ids) do
  is_known[id] = true
  compare_quota(id)
end
for _, counts in pairs(seats) do
  for id in pairs(counts) do
    if not is_known[id] then find('quota-recount', id, 'orders take seats from a quota that does not exist') end
  end
end

local counted_people = read_hash(key('people'))
for field, count in pairs(people) do
  if tonumber(counted_people[field] or 0) ~= count then
    find('person-recount', field, (counted_people[field] or 0) .. ' seats are counted, the orders give ' .. count)
  end
end
for field, count in pairs(counted_people) do
  if not people[field] then find('person-recount', field, count .. ' seats are counted, the orders give 0') end
end

local counted_uses, bounds, vouchers = read_hash(key('voucher_uses')), read_hash(key('voucher_bounds')), {}
for id, count in pairs(uses) do
  if not counted_uses[id] then find('voucher-recount', id, 'no uses are counted, the orders give ' .. count) end
end
for id, count in pairs(counted_uses) do
  if tonumber(count) ~= (uses[id] or 0) then
    find('voucher-recount', id, count .. ' uses are counted, the orders give ' .. (uses[id] or 0))
  end
  if bounds[id] and tonumber(count) > tonumber(bounds[id]) then
    find('voucher-bounds', id, 'is used ' .. count .. ' times, more than the ' .. bounds[id] .. ' there are')
  end
  if not bounds[id] then table.insert(vouchers, { id, tonumber(count), '' }) end
end
for id, bound in pairs(bounds) do
  table.insert(vouchers, { id, tonumber(counted_uses[id] or 0), tonumber(bound) })
end

local states = {}
for state, count in pairs(by_state) do
  table.insert(states, { state, count })
end
local money = recount_money(orders, find)
return { states, quotas, findings, redis.call('XLEN', key('outbox')), money, vouchers }
