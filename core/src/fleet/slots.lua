-- Shares the org's limit on concurrent requests among the members of a fleet. The limit is learned from refusals.
--
-- KEYS[1]  a hash: `limit`, and a field for each member
-- ARGV     member, in_flight, want, refused
--   want       further requests that the member could send now
--   refused    1 if the org has just refused one
-- Reply    allowed, limit, wait
--   allowed    how many requests the member may have in flight
--   limit      0 if none is known
--   wait       milliseconds until asking again makes sense, if no more are allowed

local ONE_MORE = 5000   -- how long until one more concurrent request is tried
local AGAIN = 1000      -- refusals within this time are of one cause
local REPEATED = 3000   -- if it is refused again within this time, the limit is far lower
local LEASE = 4000      -- how long a slot is held; a member uses it for less
local UNKNOWN = 20000   -- the same while there is no limit
local SOON = 100        -- when to ask again at the earliest if others hold all slots
local LATER = 2000      -- and at the latest: before a lease ends
local EACH = 10         -- time of the store for each member that asks again and again
local MOST = 1e15       -- larger numbers are of no use, and string.format spoils them
local KEPT = 600000     -- how long nothing happens until the hash is gone

local key, me = KEYS[1], ARGV[1]
local in_flight, want, refused = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local function whole(number) return string.format('%d', number) end

local most, since = 0, now
local held, active, members = 0, 1, {}
local hash = redis.call('HGETALL', key)
for at = 1, #hash, 2 do
  local name, n, count = hash[at], { 0, 0, 0 }, 0
  for digits in string.gmatch(hash[at + 1], '%d+') do
    count = count + 1
    n[count] = math.min(MOST, tonumber(digits))
  end
  if name == 'limit' then
    most, since = n[1], math.min(n[2], now)
  elseif n[2] <= now or n[2] > now + UNKNOWN then
    redis.call('HDEL', key, name)
  elseif name ~= me then
    members[#members + 1] = { held = n[1], denied = n[3] }
    held, active = held + n[1], active + 1
  end
end

-- The limit rises with time: otherwise nothing would show that the org takes more again.
local limit = most > 0 and most + math.floor((now - since) / ONE_MORE) or 0
if refused and (most == 0 or now - since > AGAIN) then
  local seen = held + in_flight
  if limit == 0 then
    -- Others may have many more by now than when they asked.
    limit = math.floor(math.max(seen, in_flight * active) * 3 / 4)
  elseif now - since < REPEATED then
    limit = math.floor(math.min(seen, limit) * 3 / 4)
  else
    limit = math.min(seen, limit) - 1
  end
  limit = math.max(1, limit)
  redis.call('HSET', key, 'limit', whole(limit) .. ' ' .. whole(now))
end

local allowed, wait, denied, lease = in_flight + want, 0, 0, UNKNOWN
if limit > 0 then
  local share, promised = math.max(1, math.floor(limit / active)), 0
  for _, member in ipairs(members) do
    if member.denied == 1 then promised = promised + math.max(0, share - member.held) end
  end
  local free = limit - held - in_flight
  local granted = math.max(0, math.min(want, math.max(math.min(free, share - in_flight), free - promised)))
  allowed, lease = in_flight + granted, LEASE
  if granted == 0 then wait, denied = math.max(SOON, math.min(LATER, EACH * active)), 1 end
end
redis.call('HSET', key, me, string.format('%d %d %d', allowed, now + lease, denied))
redis.call('PEXPIRE', key, KEPT)
return { whole(allowed), whole(limit), whole(wait) }
