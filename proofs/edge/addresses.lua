-- wrk's: each request comes from one of 4096 addresses, so that the limits are asked about each and none of them is met.
-- Arguments: the path, then header lines.
local requests, at = {}, 0

function init(arguments)
  local path = arguments[1]
  local headers = {}
  for index = 2, #arguments do
    local name, value = arguments[index]:match("^([^:]+): (.*)$")
    headers[name] = value
  end
  for number = 0, 4095 do
    headers["X-Forwarded-For"] = string.format("10.77.%d.%d", math.floor(number / 256), number % 256)
    requests[number] = wrk.format("GET", path, headers)
  end
end

function request()
  at = (at + 1) % 4096
  return requests[at]
end
