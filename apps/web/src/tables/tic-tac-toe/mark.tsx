import type { TicTacToeMark } from "@holdfast/games/tic-tac-toe";
import styles from "./mark.module.css";

interface Look {
  readonly mark: TicTacToeMark;
  /** Drawn at once, without the stroke's motion. */
  readonly still?: boolean;
}

/** An X or an O in two or one strokes, drawn as a hand would. */
export function Mark({ mark, still = false }: Look) {
  return (
    <svg className={styles.mark} data-mark={mark} data-still={still} viewBox="0 0 100 100" aria-hidden="true">
      {mark === "X" ? (
        <>
          <path pathLength={1} d="M24 23C42 40 60 58 77 78" />
          <path pathLength={1} d="M77 22C60 42 41 60 23 77" />
        </>
      ) : (
        <path pathLength={1} d="M54 20C33 17 19 33 20 51C21 69 34 81 51 80C69 79 81 66 80 48C79 32 66 20 48 21" />
      )}
    </svg>
  );
}
