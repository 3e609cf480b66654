import { type KeyboardEvent, useRef, useState } from "react";
import { namesOf } from "../../match/seat-names.js";
import type { Moves } from "../../match/use-moves.js";
import type { BoardProps } from "../game-table.js";
import { boardPicture } from "./board-picture.js";
import { CellView } from "./cell.js";
import styles from "./board.module.css";
import { WinLine } from "./win-line.js";

const CELLS = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The nine cells. Arrow keys walk over them, Enter or Space marks; the size never depends on the state. */
export function TicTacToeBoard({ snapshot, moves, enabled }: BoardProps<"tic-tac-toe">) {
  const [focused, setFocused] = useState(4);
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const picture = boardPicture(snapshot, moves);
  const names = snapshot === null ? null : namesOf(snapshot);

  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const row = Math.min(2, Math.max(0, Math.floor(focused / 3) + step[0]));
    const column = Math.min(2, Math.max(0, (focused % 3) + step[1]));
    setFocused(row * 3 + column);
    buttons.current[row * 3 + column]?.focus();
  };

  return (
    <div className={styles.tray} data-waiting={snapshot === null}>
      <fieldset className={styles.grid}>
        <legend className="unseen">Board</legend>
        {CELLS.map((cell) => (
          <CellView
            key={cell}
            cell={cell}
            look={picture.cells[cell] ?? picture.blank}
            names={names}
            control={moves !== null && { tabbable: cell === focused, play: enabled ? playAt(moves, cell) : null, walk }}
            onFocus={() => setFocused(cell)}
            ref={(button) => {
              buttons.current[cell] = button;
            }}
          />
        ))}
      </fieldset>
      {picture.winLine !== null && <WinLine cells={picture.winLine} />}
    </div>
  );
}

const playAt = (moves: Moves, cell: number) => () => moves.play({ type: "move", cell });
