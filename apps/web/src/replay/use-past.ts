/** The views of a match's past, fetched where one looks and a little ahead of it. */
import type { Match, PastView, Seat } from "@holdfast/sdk";
import { useCallback, useEffect, useReducer, useState } from "react";
import { refusalOf, type Refusal } from "../match/refusal.js";
import { firstMissing } from "./moment.js";

export interface Past {
  readonly views: ReadonlyMap<number, PastView>;
  readonly refusal: Refusal | null;
  readonly retry: () => void;
}
interface Look {
  readonly match: Match;
  /** As whom. */
  readonly seat: Seat | null;
  readonly at: number;
  readonly newest: number;
}

/** So many versions ahead are fetched before they are played. */
const AHEAD = 24;
const AGAIN_MS = 2_000;

/** The past as one seat saw it. Use another instance for another seat. */
export function usePast({ match, seat, at, newest }: Look): Past {
  const [views, add] = useReducer(merge, NOTHING);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [attempt, setAttempt] = useState(0);
  const missing = firstMissing(views, { from: at, ahead: AHEAD, newest });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is a reason to ask
  useEffect(() => {
    if (missing === null) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    match.views(missing - 1, seat).then(
      (page) => {
        if (!wanted) return;
        setRefusal(null);
        // Views of any game are JSON.
        add(page.views as unknown as readonly PastView[]);
      },
      (error: unknown) => {
        if (!wanted) return;
        const why = refusalOf(error);
        setRefusal(why);
        // Too many pages at once: they come a little later by themselves.
        if (why.code === "rate_limited") timer = setTimeout(() => setAttempt((count) => count + 1), AGAIN_MS);
      },
    );
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [match, seat, missing, attempt]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { views, refusal, retry };
}

const NOTHING: ReadonlyMap<number, PastView> = new Map();

function merge(known: ReadonlyMap<number, PastView>, more: readonly PastView[]): ReadonlyMap<number, PastView> {
  return new Map([...known, ...more.map((view): [number, PastView] => [view.version, view])]);
}
