-- ARGV: now, attempt id, the capture request that was declined, PayPal's name for the reason, ms to choose another way to
-- pay, whether PayPal's order is finished (0|1). Only for a definite no.
local request_id, issue, grace_ms, is_finished = ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1'
-- A card that is declined again and again must not keep the seats from others for good.
local DECLINES_WITH_GRACE = 3

local attempt, order = meet_attempt(ARGV[2])
if not attempt then return refuse_attempt('not_found') end
-- A slow answer to a request before the present one: it was told already.
if attempt.captureRequestId ~= request_id then return answer_attempt(attempt, order, true) end
if attempt.state ~= 'CAPTURING' then return refuse_attempt('wrong_state', attempt, order) end

local declines, held_until = tonumber(attempt.declines) + 1, tonumber(order.heldUntil)
local is_timed = not is_by_transfer(order)
if is_timed and declines <= DECLINES_WITH_GRACE then held_until = math.max(held_until, now + grace_ms) end
if is_timed then redis.call('ZADD', key('holds'), held_until, order.id) end
local changes = { state = is_finished and 'HELD' or 'PAYING', heldUntil = held_until }
-- The next try needs an order of its own at PayPal; the invoice of this one is used up.
if is_finished then changes.paymentRevision = tonumber(order.paymentRevision) + 1 end
if is_timed then save(order, 'payment_declined', changes) else await_transfer(order, 'payment_declined', changes) end
save_attempt(attempt, order, {
  state = is_finished and 'DENIED' or 'AWAITING_APPROVAL', problem = issue, declines = declines,
  captureRequestId = attempt.id .. '-capture-' .. declines + 1, isDeclined = 1,
})
return answer_attempt(attempt, order, false)
