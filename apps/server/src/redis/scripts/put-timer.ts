import type { Script } from "../script.js";

/** Enters or takes out one deadline, if what is there is of no newer state. */
export const putTimer: Script = {
  keys: 2,
  source: `
-- KEYS[1] due         sorted set: key by deadline, epoch ms
-- KEYS[2] state       hash: key -> "epoch version" of the state its deadline is of
-- ARGV[1] key
-- ARGV[2] deadline    epoch ms; "" to take it out
-- ARGV[3] epoch
-- ARGV[4] version
-- reply               1, or 0 when a newer state's is there
local held = redis.call('HGET', KEYS[2], ARGV[1])
if held then
  local epoch, version = string.match(held, '^(%d+) (%d+)$')
  epoch, version = tonumber(epoch), tonumber(version)
  local of_epoch = tonumber(ARGV[3])
  if epoch > of_epoch or (epoch == of_epoch and version > tonumber(ARGV[4])) then return 0 end
end
if ARGV[2] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[3] .. ' ' .. ARGV[4])
end
return 1
`,
};
