import type { Client, Match } from "@holdfast/sdk";
import { useCallback, useEffect, useState } from "react";
import { refusalOf, type Refusal } from "./refusal.js";
import { dropMatch, returnMatch, takeMatch } from "./match-shelf.js";

export type Opening =
  | { readonly phase: "opening" }
  | { readonly phase: "open"; readonly match: Match; readonly reopen: () => void }
  | { readonly phase: "failed"; readonly refusal: Refusal; readonly reopen: () => void };

interface HowToOpen {
  readonly client: Client | null;
  readonly key: string;
  readonly open: (client: Client) => Promise<Match>;
}

/** A match for as long as the component lives. `open` must be stable for one `key`. */
export function useMatch({ client, key, open }: HowToOpen): Opening {
  const [opening, setOpening] = useState<Opening>({ phase: "opening" });
  const [attempt, setAttempt] = useState(0);
  const reopen = useCallback(() => {
    dropMatch(key);
    setOpening({ phase: "opening" });
    setAttempt((count) => count + 1);
  }, [key]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every attempt opens anew
  useEffect(() => {
    if (client === null) return;
    let wanted = true;
    takeMatch(key, () => open(client)).then(
      (match) => wanted && setOpening({ phase: "open", match, reopen }),
      (error: unknown) => wanted && setOpening({ phase: "failed", refusal: refusalOf(error), reopen }),
    );
    return () => {
      wanted = false;
      returnMatch(key);
    };
  }, [client, key, open, reopen, attempt]);

  return opening;
}
