import type { Client, GameId, Match, Snapshot } from "@holdfast/sdk";

/**
 * A new table like that of a match that is over: the same game, options and number of seats, and its bots. Nobody else
 * is seated: its code is to be sent to whoever shall come.
 * @throws HoldfastError, or what the SDK throws when there is no answer.
 */
export async function rematch(client: Client, match: Match, { seats }: Snapshot): Promise<Match> {
  const [log, { visibility }] = await Promise.all([match.replay(), client.get(match.id)]);
  // What the log says was checked by the game itself, defaults filled in.
  const table = await client.create(log.game as GameId, log.options as Record<string, never>, {
    seats: log.seatCount,
    visibility,
    ...(match.role === "host" ? { as: "host" } : {}),
  });
  // One after the other: each takes the first seat that is free.
  for (const { bot } of seats) if (bot === true) await table.addBot();
  return table;
}
