import type { Script } from "../script.js";

/** Publishes many messages in one call, but for those that nobody would hear who does not know it already. */
export const publishAll: Script = {
  keys: 0,
  source: `
-- ARGV[1], ARGV[4], …   channel
-- ARGV[2], ARGV[5], …   its message
-- ARGV[3], ARGV[6], …   "1": who sends it is subscribed to the channel, and this Redis knows of all who are
-- reply                 1
local function is_alone(channel)
  local reply = redis.pcall('PUBSUB', 'NUMSUB', channel)
  return not reply.err and tonumber(reply[2]) == 1
end

for i = 1, #ARGV, 3 do
  if ARGV[i + 2] ~= '1' or not is_alone(ARGV[i]) then redis.call('PUBLISH', ARGV[i], ARGV[i + 1]) end
end
return 1
`,
};
