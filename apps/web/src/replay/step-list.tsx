import { useEffect, useRef } from "react";
import { type EventLog, type GameEvent, wordsOf } from "../match/use-event-log.js";
import styles from "./step-list.module.css";

interface ListProps {
  readonly log: EventLog;
  readonly at: number;
  readonly words: (event: GameEvent) => string | null;
  readonly onPick: (version: number) => void;
}

/** Everything that happened, oldest first; each step leads to its version, and the one that is shown stays in sight. */
export function StepList({ log, at, words, onPick }: ListProps) {
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is a reason to look for its line
  useEffect(() => {
    const shown = list.current?.querySelector<HTMLElement>('[aria-current="step"]');
    // The list alone is scrolled, never the page.
    if (list.current && shown) list.current.scrollTop = shown.offsetTop - list.current.clientHeight / 2;
  }, [at, log]);
  return (
    <section className={styles.steps} aria-labelledby="steps">
      <h2 id="steps">What happened</h2>
      <ol ref={list}>
        {log.map((step) => {
          const lines = wordsOf(step, words);
          return (
            <li key={step.version}>
              <button
                type="button"
                aria-current={step.version === at ? "step" : undefined}
                onClick={() => onPick(step.version)}
              >
                <span className={styles.version}>{step.version}</span>
                <span>{lines.length === 0 ? "…" : lines.join("; ")}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
