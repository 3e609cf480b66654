import type { Script } from "../script.js";

/** Takes or renews the leases of connections at one match. */
export const arrive: Script = {
  keys: 2,
  source: `
-- KEYS[1] seats       hash: "seat/connection" -> "until generation player", "left/seat" -> "at player"
-- KEYS[2] observers   sorted set: connection by end of lease
-- ARGV[1] now         epoch ms
-- ARGV[2] until       end of the leases, epoch ms
-- ARGV[3] generation  of the store, as this node knows it
-- ARGV[4] floor       leases of another generation count at least until here, epoch ms
-- ARGV[5] keep        ms after which an untouched board is forgotten
-- ARGV[6 …]           for each connection: seat ("" for an observer), connection, player
-- reply               1, or 0 when the board was not there before
local found = redis.call('HEXISTS', KEYS[1], 'generation')
local now, lasts, generation, floor = tonumber(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])

local function drop_ended(seat)
  local held = redis.call('HGETALL', KEYS[1])
  for i = 1, #held, 2 do
    if string.sub(held[i], 1, #seat + 1) == seat .. '/' then
      local till, written_in = string.match(held[i + 1], '^(%d+) (%S+) ')
      till = tonumber(till)
      if written_in ~= generation then till = math.max(till, floor) end
      if till <= now then redis.call('HDEL', KEYS[1], held[i]) end
    end
  end
end

local observed = false
for i = 6, #ARGV, 3 do
  local seat, connection, player = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if seat == '' then
    redis.call('ZADD', KEYS[2], lasts, connection)
    observed = true
  else
    drop_ended(seat)
    redis.call('HSET', KEYS[1], seat .. '/' .. connection, lasts .. ' ' .. generation .. ' ' .. player)
  end
end
if observed then redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now) end
redis.call('HSET', KEYS[1], 'generation', generation)
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return found
`,
};
