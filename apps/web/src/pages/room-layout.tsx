import type { ReactNode } from "react";
import styles from "./room-layout.module.css";

interface Room {
  /** What whoever runs the server, or the match, says: nothing most of the time. */
  readonly above?: ReactNode;
  /** What this match is called. */
  readonly title?: string | null;
  /** Who must do what, in one sentence. */
  readonly status: string;
  /** What is said about it: a banner, why a move was refused, who is watching. */
  readonly note: ReactNode;
  readonly yours?: boolean;
  /** The board takes all the width there is. */
  readonly wide?: boolean;
  readonly seats: ReactNode;
  readonly board: ReactNode;
  readonly actions: ReactNode;
  readonly log: ReactNode;
}

/** Where the parts of a table are. Every part has its place before it has anything to show. */
export function RoomLayout({ above, title = null, status, note, yours = false, wide = false, ...parts }: Room) {
  const { seats, board, actions, log } = parts;
  return (
    <div className={styles.room} data-wide={wide}>
      <div className={styles.status} data-yours={yours}>
        {above}
        {title !== null && (
          <p className={styles.title} data-testid="match-title">
            {title}
          </p>
        )}
        <h1>{status}</h1>
        <div className={styles.note}>{note}</div>
      </div>
      <div className={styles.seats}>{seats}</div>
      <div className={styles.board}>{board}</div>
      <div className={styles.actions}>{actions}</div>
      <div className={styles.log}>{log}</div>
    </div>
  );
}
