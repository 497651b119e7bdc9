-- How confirmed seats are given back, all of an order's or one, and what was paid for them; for the scripts that do so.

-- Whether its buyer may do so: what cost nothing always, else until the organizers' deadline, and never once somebody is inside.
local function refuse_buyer(order)
  if order.totalCents == '0' then return nil end
  local ends_at = read_catalogue().cancelUntil
  local is_over = ends_at and ends_at ~= cjson.null and now >= ends_at
  if is_over or next(check_ins_of(order)) then return refuse('cancel_closed', order) end
  return nil
end

-- The attempt whose money goes back, nil where there was nothing to pay; and the refusal where the money is not there to go back.
-- A dispute keeps everything as it is. Once the buyer has the money by other ways nothing is left to go back: then only all of the
-- order can be cancelled (`can_be_gone`).
local function meet_payment(order, can_be_gone)
  if order.totalCents == '0' then return nil, nil end
  local attempt = read_attempt(order.attemptId)
  local is_there = attempt and (attempt.state == 'CAPTURED' or (can_be_gone and attempt.state == 'REVERSED'))
  if not is_there then return nil, refuse('wrong_state', order) end
  return attempt, nil
end

local function told_refund(attempt, amount_cents)
  return { refund = attempt and { amountCents = amount_cents, currency = captured_currency(attempt) } or cjson.null }
end

-- All that is left of it.
local function cancel_order(order, attempt, act)
  local is_gone = attempt and attempt.state == 'REVERSED'
  local rest = attempt and not is_gone and unasked_cents(attempt, order) or 0
  move_seats(order, 'sold', -1)
  count_person(order, -1)
  count_voucher(order, -1)
  if act then write_audit(order, act, 'cancelled', nil, nil, told_refund(rest > 0 and attempt, rest)) end
  local changes = { state = 'CANCELLED', cancelledAt = now, cancelledBy = act and 'organizer' or 'buyer' }
  if rest > 0 then changes.refunds = with_refund(order, attempt, rest, 'cancelled') end
  save(order, 'cancelled', changes)
  if is_gone then redis.call('HDEL', key('tasks'), attempt.id)
  elseif attempt then save_refunding(attempt, order, { state = 'REFUNDING' }) end
end

-- One place of several: its seat returns, its ticket is refused, and what was paid for it goes back as far as it has not yet.
local function cancel_place(order, place, attempt, act)
  local line, registration = line_of(order, place), registration_of(order, place)
  local share = attempt and math.min(line.unitPriceCents, unasked_cents(attempt, order)) or 0
  local takes, seat = cjson.decode(order.takes), {}
  -- Orders from before a line named its quotas: by today's catalogue.
  local ticket_type = read_catalogue().byId[line.ticketTypeId]
  for _, quota_id in ipairs(line.quotaIds or (ticket_type and ticket_type.quotaIds) or {}) do
    if takes[quota_id] then
      seat[quota_id] = 1
      takes[quota_id] = takes[quota_id] > 1 and takes[quota_id] - 1 or nil
    end
  end
  local cancelled, check_ins = read_places(order.cancelledPlaces), check_ins_of(order)
  cancelled[tostring(place)], check_ins[tostring(place)] = now, nil
  move_takes(seat, 'sold', -1)
  count_type(order, line.ticketTypeId, -1)
  if line.hasVoucher then count_uses(order, -1) end
  refuse_ticket(order, place)
  if act then write_audit(order, act, 'ticket_cancelled', place, nil, told_refund(attempt, share)) end
  local changes = {
    cancelledPlaces = cjson.encode(cancelled), takes = cjson.encode(takes), checkIns = write_places(check_ins),
  }
  if line.hasVoucher then changes.voucherUses = tonumber(order.voucherUses) - 1 end
  if share > 0 then changes.refunds = with_refund(order, attempt, share, 'ticket_cancelled', registration) end
  save(order, 'ticket_cancelled', changes, registration)
  if attempt then save_refunding(attempt, order, {}) end
end
