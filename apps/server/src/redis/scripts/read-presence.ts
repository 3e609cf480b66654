import type { Script } from "../script.js";

const SOURCE = `
-- KEYS[1], KEYS[3], …   seats       hash, see arrive
-- KEYS[2], KEYS[4], …   observers   sorted set, see arrive
-- ARGV[1] now           epoch ms
-- reply                 for each match nil, or { seats as field, value, field, …, observers whose lease lasts }
local function spectators(observers)
  local sum = 0
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', observers, '(' .. ARGV[1], '+inf')) do
    sum = sum + tonumber(string.match(member, ' (%d+)$') or 1)
  end
  return sum
end

local boards = {}
for i = 1, #KEYS, 2 do
  local board = false
  if redis.call('HEXISTS', KEYS[i], 'generation') == 1 then
    board = { redis.call('HGETALL', KEYS[i]), spectators(KEYS[i + 1]) }
  end
  boards[#boards + 1] = board
end
return boards
`;

/** Everything the boards of so many matches hold, or nil for one that is not there: lost, forgotten or never begun. */
export function readPresence(matches: number): Script {
  return { source: SOURCE, keys: 2 * matches };
}
