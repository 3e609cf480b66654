/** What the home page says of a game besides what the server tells: a picture, how long it takes, what is usual. */
import type { GameSummary } from "@holdfast/sdk";
import { Club, Dices, Flame, type LucideIcon, Spade, Swords } from "lucide-react";
import { labelOf } from "./generic/label-words.js";

export interface Extras {
  /** Null: its id has to do. */
  readonly title: string | null;
  /** "2 min"; null: nobody knows. */
  readonly minutes: string | null;
  /** What a match is made with unless one says otherwise; all else has the game's own defaults. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly Icon: LucideIcon;
}

const BY_GAME: Readonly<Record<string, Extras>> = {
  // One game, and a draw is a draw: as people know it. A series would start the next game on a drawn board.
  "tic-tac-toe": { title: "Tic-tac-toe", minutes: "2 min", options: { bestOf: 1, maxGames: 1 }, Icon: Dices },
  holdem: { title: "Texas hold'em", minutes: "30 min", options: {}, Icon: Spade },
  "briscola-chiamata": { title: "Briscola chiamata", minutes: "20 min", options: {}, Icon: Club },
  wildspark: { title: "Wildspark", minutes: "25 min", options: {}, Icon: Flame },
  tabletop: { title: "Tabletop match", minutes: "2 h", options: {}, Icon: Swords },
};
const UNKNOWN: Extras = { title: null, minutes: null, options: {}, Icon: Dices };

/** The same for every game, also for one that this client has never heard of. */
export function extrasOf(game: string): Extras {
  return BY_GAME[game] ?? UNKNOWN;
}

/** What a game is called where the server is not asked. */
export function titleOf(game: string): string {
  return extrasOf(game).title ?? labelOf(game);
}

/** "2 players", "2 to 10 players". */
export function playersOf({ seats: { min, max } }: Pick<GameSummary, "seats">): string {
  if (min === max) return min === 1 ? "1 player" : `${min} players`;
  return `${min} to ${max} players`;
}

/** Games as the home page lists them: those this client knows first, in its own order. */
export function inOrder(games: readonly GameSummary[]): readonly GameSummary[] {
  const known = Object.keys(BY_GAME);
  const place = ({ id }: GameSummary) => (known.includes(id) ? known.indexOf(id) : known.length);
  return games.toSorted((one, other) => place(one) - place(other) || one.title.localeCompare(other.title));
}
