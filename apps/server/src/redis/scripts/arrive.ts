import type { Script } from "../script.js";

const SOURCE = `
-- KEYS[1], KEYS[3], …   seats       hash: "seat/connection" -> "until generation player", "left/seat" -> "at player"
-- KEYS[2], KEYS[4], …   observers   sorted set: connection by end of lease
-- ARGV[1] now           epoch ms
-- ARGV[2] until         end of the leases, epoch ms
-- ARGV[3] generation    of the store, as this node knows it
-- ARGV[4] floor         leases of another generation count at least until here, epoch ms
-- ARGV[5] keep          ms after which an untouched board is forgotten
-- ARGV[6 …]             for each match: how many connections, and for each seat ("" for an observer), connection, player
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

local function take_in(seats, observers)
  local found = redis.call('HEXISTS', seats, 'generation')
  local ends = at + 3 * tonumber(ARGV[at])
  at = at + 1
  local observed = false
  while at <= ends do
    local seat, connection, player = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    at = at + 3
    if seat == '' then
      redis.call('ZADD', observers, lasts, connection)
      observed = true
    else
      drop_ended(seats, seat)
      redis.call('HSET', seats, seat .. '/' .. connection, lasts .. ' ' .. generation .. ' ' .. player)
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

/** Takes or renews the leases of connections at so many matches. */
export function arrive(matches: number): Script {
  return { source: SOURCE, keys: 2 * matches };
}
