import { legalTicTacToe } from "@holdfast/games/tic-tac-toe";
import type { Snapshot } from "@holdfast/sdk";
import { Handshake } from "lucide-react";
import type { Moves } from "../../match/use-moves.js";
import { Button } from "../../ui/button.js";
import styles from "./actions.module.css";

/** Draw offers and their answers; each is there exactly when the rules allow it. */
export function TicTacToeActions({
  snapshot,
  moves,
}: {
  readonly snapshot: Snapshot<"tic-tac-toe">;
  readonly moves: Moves;
}) {
  const { view, you } = snapshot;
  if (view === null) return null;
  const legal = legalTicTacToe(view, { seat: you.seat, host: false });
  const mayOffer = legal.some((move) => move.type === "offer-draw");
  const mayAnswer = legal.some((move) => move.type === "answer-draw");
  const busy = moves.pending !== null;
  if (mayAnswer)
    return (
      <span className={styles.answers}>
        <Button look="main" disabled={busy} onClick={() => moves.play({ type: "answer-draw", accept: true })}>
          Accept the draw
        </Button>
        <Button disabled={busy} onClick={() => moves.play({ type: "answer-draw", accept: false })}>
          Decline
        </Button>
      </span>
    );
  if (view.drawOffer !== null && view.drawOffer === you.seat) return <span className={styles.note}>Draw offered</span>;
  return (
    <Button disabled={busy || !mayOffer} onClick={() => moves.play({ type: "offer-draw" })}>
      <Handshake size={18} aria-hidden="true" />
      Offer a draw
    </Button>
  );
}
