-- PayPal's webhooks, each kept once by its event id until it has been acted on; shared by the scripts about them.

-- Whoever took it in settles it at once. After that it is the courier's, again and again until PayPal could be asked and the
-- payment it names was found.
local INBOX_FIRST_MS = 15000
local INBOX_BACKOFF_MS = { 60000, 300000, 900000, 3600000, 21600000 }
-- One that belongs to nothing we know by then is for a person.
local INBOX_LOOKS_BEFORE_TASK = 5
-- Remembered for much longer than PayPal repeats an event, or than an old one is believed.
local INBOX_KEPT_MS = 30 * 24 * 3600 * 1000

local function webhook_task(event_id)
  return 'webhook:' .. event_id
end
