import type { Snapshot } from "@holdfast/sdk";
import { CircleAlert, Eye } from "lucide-react";
import type { Moves } from "../match/use-moves.js";
import styles from "./room-note.module.css";

interface NoteProps {
  readonly snapshot: Snapshot | null;
  readonly moves: Moves;
}

/** The quiet line under the status: why a move was refused, that one is on its way, or who is watching. */
export function RoomNote({ snapshot, moves }: NoteProps) {
  if (moves.refused !== null)
    return (
      <p className={styles.line} data-refused>
        <CircleAlert size={17} aria-hidden="true" />
        {moves.refused.message}
      </p>
    );
  if (moves.slow) return <p className={styles.line}>Sending your move…</p>;
  if (snapshot === null) return null;
  const { spectators, you } = snapshot;
  if (you.seat === null)
    return (
      <p className={styles.line}>
        <Eye size={17} aria-hidden="true" />
        You are watching{spectators > 1 ? `, with ${spectators - 1} more` : ""}.
      </p>
    );
  if (spectators === 0) return null;
  return (
    <p className={styles.line}>
      <Eye size={17} aria-hidden="true" />
      {spectators === 1 ? "One person is watching." : `${spectators} people are watching.`}
    </p>
  );
}
