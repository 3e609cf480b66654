import type { Script } from "../script.js";

/** Notes that a node lives, unless the store is not the one this node knows. */
export const beat: Script = {
  keys: 2,
  source: `
-- KEYS[1] generation  string
-- KEYS[2] live        sorted set: node id by end of life, epoch ms
-- ARGV[1] name        the store's, as this node knows it
-- ARGV[2] node        id
-- ARGV[3] now         epoch ms
-- ARGV[4] until       epoch ms
-- reply               1, or 0 when the store was emptied
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[3])
return 1
`,
};
