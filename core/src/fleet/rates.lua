-- Leases requests of one rate limit to the members of a fleet.
--
-- KEYS[1]  a hash: `window`, and a field for each member
-- ARGV     member, want, pace, holds, sent, reserve, limit, remaining, reset, ends_in, age
--   want       requests that the member could send now; 0 gives all back
--   pace       requests that it would send in a minute
--   holds      its requests without a response, and what is left of its lease
--   sent       its requests since it asked last
--   reserve    percent of the limit that are left to others
--   limit ...  its latest window: limit, remaining, reset in seconds by the org's clock, and milliseconds to its end. The limit is 0
--              if it knows none, -1 if responses have no figures
--   age        milliseconds since its last response
-- Reply    granted, wait, sure, limit, remaining, reset, ends_in, reported, short
--   short      1 if others may wait for what the member does not use, before the window ends
--   wait       milliseconds until asking again makes sense, if nothing is granted
--   sure       1 if nothing is granted before that
--
-- Why nobody is refused: each response says what remained when it was written. So what remains, less all that members hold, is
-- what the org will still take; and only that is granted. What a member held that asks no more may be lost or used: it counts until
-- a response shows what became of it.

local WINDOW = 60000   -- a window's length
local MARGIN = 1000    -- a reset is in whole seconds
local JITTER = 2       -- seconds by which resets of one window may differ
local UNKNOWN = 100    -- requests without a response until a limit is known
local FIRST = 5        -- the most requests of one lease until then
local LEASE = 10000    -- how long a lease lasts: a member uses it for less, and its responses may take some time
local ALIVE = 3000     -- how long a member that was to ask again is waited for
local SOON = 100       -- when to ask again at the earliest if others hold what remains
local LATER = 1000     -- and at the latest, unless there are many members
local EACH = 10        -- time of the store for each member that asks again and again
local QUIET = 5000     -- if nothing is granted for so long, nobody may learn what remains
local LAST = 180       -- a reset that is so many seconds earlier is no older one: the org's clock was set back
local MOST = 1e15      -- larger numbers are of no use, and string.format spoils them
local KEPT = 300000    -- how long nothing happens until the hash is gone

-- A number, whatever is written there: no script fails.
local function number(text)
  local found = tonumber(text or 0)
  return found and found >= -1 and found <= MOST and found or 0
end
local SIX = '^(%-?%d+) (%-?%d+) (%-?%d+) (%-?%d+) (%-?%d+) (%-?%d+)$'
local function numbers(text)
  local a, b, c, d, e, f = string.match(text, SIX)
  return number(a), number(b), number(c), number(d), number(e), number(f)
end

local key, me = KEYS[1], ARGV[1]
local want, pace, holds, sent, reserve = number(ARGV[2]), number(ARGV[3]), number(ARGV[4]), number(ARGV[5]), number(ARGV[6])
local asked = want
local told = { limit = number(ARGV[7]), remaining = number(ARGV[8]), reset = number(ARGV[9]), ends_in = number(ARGV[10]),
  age = number(ARGV[11]) }
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

-- Reads the hash. A clock that was set back must not make anything last.
local window = { limit = 0, remaining = 0, reset = 0, ends = 0, reported = 0, told = 0 }
local members, gone = {}, {}
local hash = redis.call('HGETALL', key)
for at = 1, #hash, 2 do
  local name, a, b, c, d, e, f = hash[at], numbers(hash[at + 1])
  if name == 'window' then
    window = { limit = a, remaining = b, reset = c, ends = math.min(d, now + WINDOW + MARGIN), reported = e, told = math.min(f, now) }
  else
    local member = { held = a, took = b, pace = c, denied = d, lease = math.min(e, now + LEASE),
      alive = math.min(f, now + WINDOW + MARGIN + ALIVE) }
    if math.max(member.alive, member.lease) + WINDOW <= now and name ~= me then gone[#gone + 1] = name else members[name] = member end
  end
end
local own = members[me] or { took = 0, denied = 0 }
members[me] = own
own.took, own.held, own.pace = own.took + sent, holds, pace

local rolled = false
local function next_window()
  rolled = true
  for _, member in pairs(members) do
    member.took, member.denied = 0, math.max(0, member.denied - 1)
    if member.lease and member.lease <= now then member.held = 0 end
  end
end

-- Learns from the member's window.
if told.limit > 0 then
  local newer = told.reset > window.reset + JITTER or told.reset < window.reset - LAST
  if window.limit <= 0 or newer then
    if window.reported == 1 then next_window() end
    window = { limit = told.limit, remaining = told.remaining, reset = told.reset, ends = now + told.ends_in, reported = 1,
      told = now - told.age }
  elseif window.reported == 1 and told.reset >= window.reset - JITTER then
    window.limit = told.limit
    window.remaining = math.min(window.remaining, told.remaining)
    window.ends = math.min(window.ends, now + told.ends_in)
    window.told = math.max(window.told, now - told.age)
  end
elseif told.limit < 0 and window.limit == 0 then
  window.limit = -1
end

-- The window is over: the next one is assumed, until a response tells of it.
if window.limit > 0 and now >= window.ends + MARGIN then
  next_window()
  if now >= window.ends + WINDOW then next_window() end
  window.remaining, window.ends, window.reported = window.limit, now + WINDOW, 0
end

-- What others hold, and what they may still want of their shares.
local reserved = math.floor(math.max(window.limit, 0) * reserve / 100)
local outstanding, doubtful, granted_at, active = 0, 0, 0, 0
for _, member in pairs(members) do
  if member ~= own then
    local began = member.lease - LEASE
    if member.lease <= now and member.lease <= window.told then member.held = 0 end
    if member.lease <= now and began <= window.told then doubtful = doubtful + member.held end
    if member.held > 0 then granted_at = math.max(granted_at, began) end
  end
  outstanding = outstanding + member.held
  if member == own or member.alive > now then active = active + 1 end
end
local share = math.max(1, math.floor((window.limit - reserved) / active))
local promised, wanted, left = 0, 0, math.max(0, window.ends - now)
for _, member in pairs(members) do
  if member ~= own and member.alive > now then
    local need, pending = share - member.took - member.held, member.pace * left / WINDOW
    -- Who got less than it wanted in this window or the last one wants all of its share.
    if member.denied == 0 then need = math.min(need, pending) end
    promised = promised + math.max(0, need)
    -- And if all go on like this?
    wanted = wanted + math.max(0, need, pending)
  end
end
-- Who is slow gets no less, but keeps nobody waiting to the end of the window.
promised = math.floor(promised * math.max(0, math.min(1, (left - 10000) / 40000)))

local granted, wait, sure, short = 0, 0, 0, 0
if window.limit < 0 then
  granted = want
elseif window.limit == 0 then
  granted = math.min(want, FIRST, UNKNOWN - outstanding)
  wait = SOON
else
  local free = window.remaining - reserved - outstanding
  local mine = share - own.took - holds
  -- A small part of a share at a time, and less the less is free, so that little lies unused and nobody is much ahead.
  want = math.min(want, math.max(1, math.floor(math.min(share / 4, free / (2 * active)))))
  granted = math.min(want, math.max(math.min(free, mine), free - promised))
  -- What idle members held may be counted twice, until a response shows it. If none is to come, one more request shows it: the
  -- only one that may be refused.
  if asked > 0 and free < 1 and holds == 0 and granted_at + QUIET <= now and free + doubtful > math.max(1, window.limit / 50) then granted = 1 end
  if active > 1 and free - granted < math.max(share, outstanding, wanted) then short = 1 end
  wait = math.max(1, window.ends + MARGIN - now)
  local quiet = math.floor((now - granted_at) / 4)
  if window.remaining <= reserved then sure = 1
  else wait = math.min(wait, math.max(SOON, EACH * active, math.min(LATER, quiet))) end
end
granted = math.max(0, granted)

own.held = holds + granted
own.lease = now + LEASE
if granted == 0 and asked > 0 then own.denied = 2 end
if granted > 0 then wait, sure = 0, 0 end
own.alive = now + ALIVE + wait
-- Who gives all back may have ended.
if asked == 0 then own.held, own.lease, own.alive = 0, now, now + LATER end

local function write(name)
  local member = members[name]
  redis.call('HSET', key, name, string.format('%d %d %d %d %d %d', member.held, member.took, member.pace, member.denied,
    member.lease, member.alive))
end
redis.call('HSET', key, 'window', string.format('%d %d %d %d %d %d', window.limit, window.remaining, window.reset,
  window.ends, window.reported, window.told))
write(me)
for name in pairs(members) do
  if rolled and name ~= me then write(name) end
end
for _, name in ipairs(gone) do redis.call('HDEL', key, name) end
redis.call('PEXPIRE', key, KEPT)

local function whole(number) return string.format('%d', number) end
return { whole(granted), whole(wait), whole(sure), whole(window.limit), whole(window.remaining), whole(window.reset),
  whole(left), whole(window.reported), whole(short) }
