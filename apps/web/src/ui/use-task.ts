import { useCallback, useState } from "react";
import { refusalOf, type Refusal } from "../match/refusal.js";
import { announce } from "./announce.js";

export interface Task {
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  /** Runs `work` unless the one before is still running; a failure is shown and read out. */
  readonly run: (work: () => Promise<void>) => void;
  readonly forgive: () => void;
}

/** Something a button starts that takes a while and may be refused. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const run = useCallback(
    (work: () => Promise<void>) => {
      if (busy) return;
      setBusy(true);
      setRefusal(null);
      work()
        .catch((error: unknown) => {
          const told = refusalOf(error);
          setRefusal(told);
          announce(told.message);
        })
        .finally(() => setBusy(false));
    },
    [busy],
  );
  const forgive = useCallback(() => setRefusal(null), []);
  return { busy, refusal, run, forgive };
}
