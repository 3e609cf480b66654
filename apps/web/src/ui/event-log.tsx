import { type EventLog, type GameEvent, wordsOf } from "../match/use-event-log.js";
import styles from "./event-log.module.css";

interface LogProps {
  readonly log: EventLog;
  readonly words: (event: GameEvent) => string | null;
}

/** What happened so far, newest first. */
export function EventLogView({ log, words }: LogProps) {
  const lines = log.flatMap((step) =>
    wordsOf(step, words).map((text, at) => ({
      key: `${step.version}.${at}`,
      version: step.version,
      at: step.at,
      text,
    })),
  );
  return (
    <section className={styles.log} aria-labelledby="log">
      <h2 id="log" className={styles.title}>
        What happened
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard */}
      <ol className={styles.lines} tabIndex={0} aria-labelledby="log">
        {lines.length === 0 && <li className={styles.nothing}>Nothing yet.</li>}
        {lines.toReversed().map((line) => (
          <li key={line.key} className={styles.line}>
            <span className={styles.version}>{line.version}</span>
            <span>{line.text}</span>
            <time className={styles.time} dateTime={new Date(line.at).toISOString()}>
              {timeText(line.at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}

function timeText(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
