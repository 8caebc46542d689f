-- The access token of a service app: one member asks the org for it, all use it.
--
-- KEYS[1]  a hash: the token, encrypted by its members, its ID, when it is renewed and when it ends; who is asking the org, until when
-- ARGV     'get', member, ID of the token that the org refused, or ''
--          'put', member, milliseconds to its end, to its renewal, its ID, the token
--          'give up', member: the org gave it none
-- Reply    get: the token or '', then 'use', 'wait' or 'ask', then milliseconds to its end or of the wait

local ASKS = 10000   -- how long a member may take to get a token from the org
local SOON = 100     -- when to look again meanwhile
local DAY = 86400000 -- no token lives longer

local key, op, me = KEYS[1], ARGV[1], ARGV[2]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local function whole(number) return string.format('%d', number) end

if op == 'put' then
  local lives, renews = math.min(tonumber(ARGV[3]), DAY), math.min(tonumber(ARGV[4]), DAY)
  redis.call('DEL', key)
  redis.call('HSET', key, 'token', ARGV[6], 'id', ARGV[5], 'ends', whole(now + lives), 'renews', whole(now + renews))
  redis.call('PEXPIRE', key, whole(lives))
  return {}
end

local hash, fields = {}, redis.call('HGETALL', key)
for n = 1, #fields, 2 do hash[fields[n]] = fields[n + 1] end
if op == 'give up' then
  if hash.asks == me then redis.call('HDEL', key, 'asks', 'until') end
  return {}
end
-- A time, whatever is written there: no script fails.
local function at(field) return math.min(tonumber(hash[field] or '0') or 0, now + DAY) end
local ends, leased = at('ends'), at('until')
local usable = hash.token and hash.id ~= ARGV[3] and now < ends
local asked = hash.asks and hash.asks ~= me and now < leased and leased <= now + ASKS
if usable and (now < at('renews') or asked) then return { hash.token, 'use', whole(ends - now) } end
if asked then return { '', 'wait', whole(SOON) } end
redis.call('HSET', key, 'asks', me, 'until', whole(now + ASKS))
if not hash.token then redis.call('PEXPIRE', key, whole(ASKS)) end
return { '', 'ask', '0' }
