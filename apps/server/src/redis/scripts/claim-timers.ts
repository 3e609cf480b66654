import type { Script } from "../script.js";

/** Claims due keys of one shard by pushing their deadlines: a claimer that dies leaves them to come back. */
export const claimTimers: Script = {
  keys: 2,
  source: `
-- KEYS[1] due         sorted set: key by deadline, epoch ms
-- KEYS[2] mark        string: says that this shard was claimed from since it was last emptied
-- ARGV[1] now         epoch ms
-- ARGV[2] hidden      until when claimed keys are hidden, epoch ms
-- ARGV[3] limit
-- reply               { 1 if the mark was there, else 0, key, key, … }
local reply = { redis.call('EXISTS', KEYS[2]) }
if reply[1] == 0 then redis.call('SET', KEYS[2], '1') end
for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])) do
  redis.call('ZADD', KEYS[1], ARGV[2], key)
  reply[#reply + 1] = key
end
return reply
`,
};
