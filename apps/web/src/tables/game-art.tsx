import { extrasOf } from "./catalog.js";
import styles from "./game-art.module.css";
import { TicTacToeArt } from "./tic-tac-toe/art.js";

/** A small picture of any game. */
export function GameArt({ game }: { readonly game: string }) {
  if (game === "tic-tac-toe") return <TicTacToeArt />;
  const { Icon } = extrasOf(game);
  return (
    <span className={styles.art} aria-hidden="true">
      <Icon strokeWidth={1.6} />
    </span>
  );
}
