import type { Script } from "../script.js";

/** Ids of nodes that live, or nil when the store is not the one this node knows. */
export const liveNodes: Script = {
  keys: 2,
  source: `
-- KEYS[1] generation  string
-- KEYS[2] live        sorted set: node id by end of life, epoch ms
-- ARGV[1] name        the store's, as this node knows it
-- ARGV[2] now         epoch ms
-- reply               nil, or { node id, … }
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
return redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[2], '+inf')
`,
};
