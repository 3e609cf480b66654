import type { RematchSummary } from "@holdfast/sdk";

export interface RematchWords {
  /** What the button says. */
  readonly label: string;
  /** Whether others wait for this player. */
  readonly isAwaited: boolean;
}

/** What a player reads about the rematch of a match that is over; null: nobody has asked for one, as far as is known. */
export function rematchWords(rematch: RematchSummary | null): RematchWords {
  if (rematch?.joined === true) return { label: "Go to the rematch", isAwaited: false };
  const [first, ...others] = rematch?.names ?? [];
  if (first === undefined) return { label: "Rematch", isAwaited: false };
  const who = others.length === 0 ? `${first} wants` : `${first} and ${others.length} more want`;
  return { label: `${who} a rematch: join`, isAwaited: true };
}
