import type { Script } from "../script.js";

/** Publishes many messages in one call. */
export const publishAll: Script = {
  keys: 0,
  source: `
-- ARGV[1], ARGV[3], …   channel
-- ARGV[2], ARGV[4], …   its message
-- reply                 1
for i = 1, #ARGV, 2 do redis.call('PUBLISH', ARGV[i], ARGV[i + 1]) end
return 1
`,
};
