import type { Script } from "../script.js";

/** Everything a match's board holds, or nil when the board is not there: lost, forgotten or never begun. */
export const readPresence: Script = {
  keys: 2,
  source: `
-- KEYS[1] seats       hash, see arrive
-- KEYS[2] observers   sorted set, see arrive
-- ARGV[1] now         epoch ms
-- reply               nil, or { seats as field, value, field, …, observers whose lease lasts }
if redis.call('HEXISTS', KEYS[1], 'generation') == 0 then return false end
return { redis.call('HGETALL', KEYS[1]), redis.call('ZCOUNT', KEYS[2], '(' .. ARGV[1], '+inf') }
`,
};
