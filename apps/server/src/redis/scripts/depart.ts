import type { Script } from "../script.js";

/** Ends the lease of one connection; when it was the last at its seat, notes since when the seat is empty. */
export const depart: Script = {
  keys: 2,
  source: `
-- KEYS[1] seats       hash, see arrive
-- KEYS[2] observers   sorted set, see arrive
-- ARGV[1] seat        "" for an observer
-- ARGV[2] connection
-- ARGV[3] player
-- ARGV[4] now         epoch ms
-- ARGV[5] generation  of the store, as this node knows it
-- ARGV[6] floor       leases of another generation count at least until here, epoch ms
-- ARGV[7] keep        ms after which an untouched board is forgotten
-- reply               1
local seat, now = ARGV[1], tonumber(ARGV[4])
if seat == '' then
  redis.call('ZREM', KEYS[2], ARGV[2])
else
  local was_here = redis.call('HDEL', KEYS[1], seat .. '/' .. ARGV[2]) == 1
  local known = redis.call('HEXISTS', KEYS[1], 'left/' .. seat) == 1
  local still_here = false
  local held = redis.call('HGETALL', KEYS[1])
  for i = 1, #held, 2 do
    if string.sub(held[i], 1, #seat + 1) == seat .. '/' then
      known = true
      local till, generation = string.match(held[i + 1], '^(%d+) (%S+) ')
      till = tonumber(till)
      if generation ~= ARGV[5] then till = math.max(till, tonumber(ARGV[6])) end
      if till > now then still_here = true end
    end
  end
  -- A departure told twice must not move the moment at which the seat became empty.
  if (was_here or not known) and not still_here then
    redis.call('HSET', KEYS[1], 'left/' .. seat, ARGV[4] .. ' ' .. ARGV[3])
  end
end
redis.call('HSET', KEYS[1], 'generation', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return 1
`,
};
