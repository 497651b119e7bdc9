-- Invoices and credit notes. A document is written in the very step that sells the seats or books what went back: whatever is
-- killed or races, no number is left out and none is given twice.
--   :series           set     names of every series there ever was: <prefix>-<year>, <prefix>-CN-<year> for credit notes
--   :series:<name>    list    order ids: a document's number is its place in this list
--   :document:<n>     hash    what document number n says, see document-record.ts; never changed
-- An order's `invoice` is the number of the one that stands, 'none' where there was no seller to write it, '' where none is due.

local DAY_MS = 24 * 60 * 60 * 1000
local INVOICED = { CONFIRMED = true, AWAITING_TRANSFER = true }

-- The year of a day in the Gregorian calendar; years are counted from March, so that a leap day ends one.
local function year_of(ms)
  local day = math.floor(ms / DAY_MS) + 719468
  local era = math.floor(day / 146097)
  local day_of_era = day - era * 146097
  local leaps = math.floor(day_of_era / 1460) - math.floor(day_of_era / 36524) + math.floor(day_of_era / 146096)
  local year_of_era = math.floor((day_of_era - leaps) / 365)
  local day_of_year = day_of_era - (365 * year_of_era + math.floor(year_of_era / 4) - math.floor(year_of_era / 100))
  local is_after_new_year = math.floor((5 * day_of_year + 2) / 153) >= 10
  return era * 400 + year_of_era + (is_after_new_year and 1 or 0)
end

-- Puts the document into its series and among the order's; `changes` are written by the caller's save().
local function write_document(order, changes, seller, kind, total_cents, facts)
  local name = seller.invoicePrefix .. (kind == 'credit_note' and '-CN-' or '-') .. year_of(now + seller.newYearOffsetMs)
  redis.call('SADD', key('series'), name)
  local number = string.format('%s-%04d', name, redis.call('RPUSH', key('series', name), order.id))
  redis.call('HSET', key('document', number), 'number', number, 'kind', kind, 'orderId', order.id, 'issuedAt', now,
    'totalCents', total_cents, 'seller', cjson.encode(seller), unpack(facts))
  local documents = read_places(order.documents)
  table.insert(documents, { kind = kind, number = number, issuedAt = now, totalCents = tonumber(total_cents) })
  changes.documents = cjson.encode(documents)
  return number
end

local function write_invoice(order, changes)
  local seller = read_catalogue().seller
  if not seller or seller == cjson.null then
    changes.invoice = 'none'
    return
  end
  changes.creditedCents = 0
  changes.invoice = write_document(order, changes, seller, 'invoice', order.totalCents, {
    'currency', order.currency, 'buyer', order.buyer, 'billing', order.billing or '', 'lines', order.lines,
    'invoiceNumber', '', 'reason', '', 'transfer', changes.transfer or '',
  })
end

-- Takes back `amount_cents` of the invoice that stands, at most what is left of it; no invoice, no credit note.
local function write_credit_note(order, changes, amount_cents, reason)
  if not order.invoice or order.invoice == '' or order.invoice == 'none' then return end
  local invoice = read_hash(key('document', order.invoice))
  local credited = tonumber(order.creditedCents)
  local amount = math.min(amount_cents, tonumber(invoice.totalCents) - credited)
  if amount <= 0 then return end
  changes.creditedCents = credited + amount
  write_document(order, changes, cjson.decode(invoice.seller), 'credit_note', amount, {
    'currency', invoice.currency, 'buyer', invoice.buyer, 'billing', invoice.billing, 'lines', invoice.lines,
    'invoiceNumber', invoice.number, 'reason', reason, 'transfer', '',
  })
end

-- Called by save() for each change of state, so that no way to sell seats can forget it.
keep_documents = function(order, changes)
  if INVOICED[changes.state] and (changes.totalCents or order.totalCents) ~= '0' and changes.totalCents ~= 0 then
    if (order.invoice or '') == '' then write_invoice(order, changes) end
  elseif changes.state == 'EXPIRED' and (order.invoice or '') ~= '' then
    if order.invoice ~= 'none' then
      write_credit_note(order, changes, tonumber(order.totalCents), 'not_paid')
    end
    changes.invoice = ''
  end
end
