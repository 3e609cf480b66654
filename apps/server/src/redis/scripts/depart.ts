import type { Script } from "../script.js";

/**
 * Ends the lease of one connection and notes when, the latest of all that were told. The note counts from then on only
 * if no lease of that seat lasts longer, which is for the reader to see.
 */
export const depart: Script = {
  keys: 1,
  source: `
-- KEYS[1] seats       hash, see arrive
-- ARGV[1] seat
-- ARGV[2] connection
-- ARGV[3] player
-- ARGV[4] left at     epoch ms
-- ARGV[5] generation  of the store, as this node knows it
-- ARGV[6] keep        ms after which an untouched board is forgotten
-- reply               1
local seat = ARGV[1]
redis.call('HDEL', KEYS[1], seat .. '/' .. ARGV[2])
local known = redis.call('HGET', KEYS[1], 'left/' .. seat)
if not known or tonumber(string.match(known, '^%d+')) <= tonumber(ARGV[4]) then
  redis.call('HSET', KEYS[1], 'left/' .. seat, ARGV[4] .. ' ' .. ARGV[3])
end
redis.call('HSET', KEYS[1], 'generation', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 1
`,
};
