import type { Match, Snapshot } from "@holdfast/sdk";
import { CircleAlert, Eye } from "lucide-react";
import type { Moves } from "../match/use-moves.js";
import { CopyButton } from "../ui/copy-button.js";
import styles from "./room-note.module.css";

interface NoteProps {
  readonly match: Match;
  readonly snapshot: Snapshot | null;
  readonly moves: Moves;
}

/** The quiet line under the status: why a move was refused, or who is watching. */
export function RoomNote({ match, snapshot, moves }: NoteProps) {
  if (moves.refused !== null)
    return (
      <p className={styles.line} data-refused>
        <CircleAlert size={17} aria-hidden="true" />
        {moves.refused.message}
      </p>
    );
  if (snapshot === null) return null;
  return (
    <div className={styles.line} data-wide>
      <span className={styles.watchers}>{watchers(snapshot)}</span>
      {match.role !== "observer" && snapshot.status !== "open" && match.watchKey !== null && (
        <CopyButton
          look="quiet"
          text={`${location.origin}/w/${match.watchKey}`}
          label="Copy observer link"
          short="Observer link"
          done="Observer link copied."
          Icon={Eye}
        />
      )}
    </div>
  );
}

function watchers({ spectators, status, you }: Snapshot): string {
  if (you.role === "observer") return `You are watching${spectators > 1 ? `, with ${spectators - 1} more` : ""}.`;
  if (status === "open") return "";
  if (spectators === 0) return "Nobody is watching.";
  return spectators === 1 ? "One person is watching." : `${spectators} people are watching.`;
}
