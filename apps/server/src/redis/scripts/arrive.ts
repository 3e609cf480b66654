import type { Script } from "../script.js";

/** Takes or renews the lease of one connection at a match. */
export const arrive: Script = {
  keys: 2,
  source: `
-- KEYS[1] seats       hash: "seat/connection" -> "until generation player", "left/seat" -> "at player"
-- KEYS[2] observers   sorted set: connection by end of lease
-- ARGV[1] seat        "" for an observer
-- ARGV[2] connection
-- ARGV[3] player
-- ARGV[4] now         epoch ms
-- ARGV[5] until       end of the lease, epoch ms
-- ARGV[6] generation  of the store, as this node knows it
-- ARGV[7] floor       leases of another generation count at least until here, epoch ms
-- ARGV[8] keep        ms after which an untouched board is forgotten
-- reply               1, or 0 when the board was not there before
local found = redis.call('HEXISTS', KEYS[1], 'generation')
local seat, now = ARGV[1], tonumber(ARGV[4])
if seat == '' then
  redis.call('ZADD', KEYS[2], ARGV[5], ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
else
  local held = redis.call('HGETALL', KEYS[1])
  for i = 1, #held, 2 do
    if string.sub(held[i], 1, #seat + 1) == seat .. '/' then
      local till, generation = string.match(held[i + 1], '^(%d+) (%S+) ')
      till = tonumber(till)
      if generation ~= ARGV[6] then till = math.max(till, tonumber(ARGV[7])) end
      if till <= now then redis.call('HDEL', KEYS[1], held[i]) end
    end
  end
  redis.call('HSET', KEYS[1], seat .. '/' .. ARGV[2], ARGV[5] .. ' ' .. ARGV[6] .. ' ' .. ARGV[3])
end
redis.call('HSET', KEYS[1], 'generation', ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('PEXPIRE', KEYS[2], ARGV[8])
return found
`,
};
