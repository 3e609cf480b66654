import { Mark } from "./mark.js";
import styles from "./art.module.css";

const PICTURE = [
  { place: "a", mark: null },
  { place: "b", mark: "O" },
  { place: "c", mark: "X" },
  { place: "d", mark: null },
  { place: "e", mark: "X" },
  { place: "f", mark: "O" },
  { place: "g", mark: "X" },
  { place: "h", mark: null },
  { place: "i", mark: null },
] as const;

/** The game in miniature. */
export function TicTacToeArt() {
  return (
    <span className={styles.art} aria-hidden="true">
      {PICTURE.map(({ place, mark }) => (
        <span key={place} className={styles.cell}>
          {mark !== null && <Mark mark={mark} still />}
        </span>
      ))}
    </span>
  );
}
