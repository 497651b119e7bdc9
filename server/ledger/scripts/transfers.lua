-- Orders that are to be paid by bank transfer. Their seats are kept for days, so they are no holds: nothing ends them when it meets
-- them, only sweep_transfers.lua, which reminds first. `transfer` says until when and to whom; '' where it is no such order.
--   :transfers        zset    order id by when it is looked at next, AWAITING_TRANSFER orders only: when it is due, then when it ends

local function is_by_transfer(order)
  return (order.transfer or '') ~= ''
end

-- Also after a try to pay otherwise came to nothing: then by the time that was agreed on before.
local function await_transfer(order, transition, changes)
  changes.state = 'AWAITING_TRANSFER'
  redis.call('ZADD', key('transfers'), changes.transferAt or order.transferAt, order.id)
  save(order, transition, changes)
end
