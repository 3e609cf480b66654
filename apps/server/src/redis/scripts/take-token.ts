import type { Script } from "../script.js";

/** Takes one token from a bucket that refills steadily. */
export const takeToken: Script = {
  keys: 1,
  source: `
-- KEYS[1] bucket      hash: tokens, at (epoch ms)
-- ARGV[1] burst       tokens of a full bucket
-- ARGV[2] per_second  tokens that come back in a second
-- ARGV[3] now         epoch ms; a node whose clock is behind gives nobody new tokens
-- reply               0 when taken, else ms until there is one
local burst, per_second, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * per_second / 1000)
local wait = 0
-- A whole token less what adding fractions can lose: whoever waits as long as told must get through.
if tokens >= 1 - 1e-6 then
  tokens = math.max(0, tokens - 1)
else
  wait = math.max(1, math.ceil((1 - tokens) * 1000 / per_second - 1e-6))
end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', math.max(at, now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst * 1000 / per_second) + 1000)
return wait
`,
};
