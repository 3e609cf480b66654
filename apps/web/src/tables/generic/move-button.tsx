import type { MoveJson } from "@holdfast/sdk";
import { useState } from "react";
import type { Moves } from "../../match/use-moves.js";
import { Button } from "../../ui/button.js";
import { ConfirmDialog } from "../../ui/confirm-dialog.js";
import type { OfferedMove } from "./move-groups.js";
import styles from "./moves-panel.module.css";

interface ButtonProps {
  readonly offered: OfferedMove;
  readonly moves: Moves;
  /** Null while nothing can be played. */
  readonly play: ((move: never) => void) | null;
  readonly look: "plain" | "quiet";
}

/** What is usually meant for good: it is asked for once more. */
const FOR_GOOD = new Set(["concede", "forfeit", "abandon", "leave", "end-game", "close-table"]);

/** One legal move. It says that it is on its way for as long as it is. */
export function MoveButton({ offered, moves, play, look }: ButtonProps) {
  const [asking, setAsking] = useState(false);
  const { move, words, full } = offered;
  const isSent = isMove(moves.pending?.move, move);
  // Its own game listed it: a move as that game types it.
  const send = () => play?.(move as never);
  return (
    <>
      <Button
        className={styles.move}
        data-look={look}
        data-sent={isSent}
        data-refused={isMove(moves.refused?.move, move)}
        aria-label={full}
        disabled={play === null}
        onClick={FOR_GOOD.has(move.type) ? () => setAsking(true) : send}
      >
        {isSent && moves.slow ? "Sending…" : words}
      </Button>
      {asking && (
        <ConfirmDialog
          open
          title={`${full}?`}
          yes={full}
          no="Go back"
          onAnswer={(confirmed) => {
            setAsking(false);
            if (confirmed) send();
          }}
        >
          This may not be taken back.
        </ConfirmDialog>
      )}
    </>
  );
}

function isMove(move: unknown, listed: MoveJson): boolean {
  return move === listed;
}
