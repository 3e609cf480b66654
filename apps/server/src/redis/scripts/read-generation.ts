import type { Script } from "../script.js";

/** What the store calls itself, naming it first if it was emptied. Writes, so that a read-only store shows itself. */
export const readGeneration: Script = {
  keys: 1,
  source: `
-- KEYS[1] generation  string
-- ARGV[1] fresh       name to give if there is none
-- ARGV[2] lost        a name to replace as if it were gone, or ""
-- reply               the name from now on
local name = redis.call('GET', KEYS[1])
if not name or name == ARGV[2] then name = ARGV[1] end
redis.call('SET', KEYS[1], name)
return name
`,
};
