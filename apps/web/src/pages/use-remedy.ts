import type { Match } from "@holdfast/sdk";
import { useMemo } from "react";
import { refusalOf } from "../match/refusal.js";
import type { Trouble } from "../match/trouble.js";
import { announce } from "../ui/announce.js";
import type { Remedy } from "../ui/banner.js";

interface Ailment {
  readonly match: Match;
  readonly trouble: Trouble | null;
  readonly reopen: () => void;
}

/** What the viewer can do about a trouble; null when all there is to do is wait. */
export function useRemedy({ match, trouble, reopen }: Ailment): Remedy | null {
  const kind = trouble?.kind;
  return useMemo(() => {
    const takeBack = () => {
      match.takeBack().catch((error: unknown) => announce(refusalOf(error).message));
    };
    if (kind === "elsewhere") return { label: "Take the seat back", act: takeBack };
    if (kind === "closed" || kind === "refused") return { label: "Try again", act: reopen };
    return null;
  }, [match, kind, reopen]);
}
