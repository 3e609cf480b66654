import type { Script } from "../script.js";

const SOURCE = `
-- KEYS[1], KEYS[3], …   seats       hash: "seat/connection" -> "until generation player", "left/seat" -> "at player"
-- KEYS[2], KEYS[4], …   observers   sorted set: "node count" by end of lease; "node/connection" of builds of before
-- ARGV[1] now           epoch ms
-- ARGV[2] until         end of the leases, epoch ms
-- ARGV[3] generation    of the store, as this node knows it
-- ARGV[4] floor         leases of another generation count at least until here, epoch ms
-- ARGV[5] keep          ms after which an untouched board is forgotten
-- ARGV[6 …]             for each match: how many subjects, and for each seat, connection, player, or for the audience
--                       of a node "", node, count
-- reply                 for each match 1, or 0 when its board was not there before
local now, lasts, generation, floor, keep = tonumber(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local at = 6

local function drop_ended(seats, seat)
  local held = redis.call('HGETALL', seats)
  for i = 1, #held, 2 do
    if string.sub(held[i], 1, #seat + 1) == seat .. '/' then
      local till, written_in = string.match(held[i + 1], '^(%d+) (%S+) ')
      till = tonumber(till)
      if written_in ~= generation then till = math.max(till, floor) end
      if till <= now then redis.call('HDEL', seats, held[i]) end
    end
  end
end

local function count_anew(observers, node, count)
  for _, member in ipairs(redis.call('ZRANGE', observers, 0, -1)) do
    local is_own = string.sub(member, 1, #node) == node and string.match(string.sub(member, #node + 1), '^ %d+$')
    if is_own then redis.call('ZREM', observers, member) end
  end
  if count ~= '0' then redis.call('ZADD', observers, lasts, node .. ' ' .. count) end
end

local function take_in(seats, observers)
  local found = redis.call('HEXISTS', seats, 'generation')
  local ends = at + 3 * tonumber(ARGV[at])
  at = at + 1
  local observed = false
  while at <= ends do
    local seat, who, what = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    at = at + 3
    if seat == '' then
      count_anew(observers, who, what)
      observed = true
    else
      drop_ended(seats, seat)
      redis.call('HSET', seats, seat .. '/' .. who, lasts .. ' ' .. generation .. ' ' .. what)
    end
  end
  if observed then redis.call('ZREMRANGEBYSCORE', observers, '-inf', now) end
  redis.call('HSET', seats, 'generation', generation)
  redis.call('PEXPIRE', seats, keep)
  redis.call('PEXPIRE', observers, keep)
  return found
end

local reply = {}
for i = 1, #KEYS, 2 do reply[#reply + 1] = take_in(KEYS[i], KEYS[i + 1]) end
return reply
`;

/** Takes or renews the leases of connections, and of whole audiences, at so many matches. */
export function arrive(matches: number): Script {
  return { source: SOURCE, keys: 2 * matches };
}
