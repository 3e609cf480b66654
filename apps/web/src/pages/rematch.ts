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
    ...(match.role === "host" && match.seat === null ? { as: "host" } : {}),
  });
  // Others may have taken their seats, or the answer is lost: the table is there all the same, and its lobby can seat them.
  await seatBots(table, seats.filter(({ bot }) => bot === true).length).catch(() => undefined);
  return table;
}

/** One after the other: each takes the first seat that is free. */
async function seatBots(table: Match, count: number): Promise<void> {
  for (let seated = 0; seated < count; seated += 1) await table.addBot();
}
