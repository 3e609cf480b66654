import type { Snapshot } from "@holdfast/sdk";
import { namesOf, type Names } from "../../match/seat-names.js";
import { endWords } from "./end-words.js";

type View = NonNullable<Snapshot<"tic-tac-toe">["view"]>;

/** Who must do what now. */
export function statusLine(snapshot: Snapshot<"tic-tac-toe">): string {
  const names = namesOf(snapshot);
  const { status, view, outcome } = snapshot;
  if (status === "aborted") return "The match was called off.";
  if (view === null) return openSeats(snapshot);
  const result = view.result;
  if (result !== null) return endWords({ winner: result.winners[0] ?? null, reason: result.reason }, names);
  if (outcome !== null) return "The match is over.";
  if (view.phase === "paused" || status === "paused") return pausedLine(snapshot, names);
  if (view.phase === "between") return "The next game begins in a moment.";
  return offerLine(view, snapshot, names) ?? turnLine(view, snapshot, names);
}

function openSeats({ seats }: Snapshot<"tic-tac-toe">): string {
  const open = seats.filter((seat) => seat.playerId === null).length;
  return open === 1 ? "Waiting for one more player." : `Waiting for ${open} more players.`;
}

function pausedLine(snapshot: Snapshot<"tic-tac-toe">, names: Names): string {
  if (snapshot.pause !== undefined) return `Paused: ${snapshot.pause.reason}`;
  const missing = snapshot.seats.find((seat) => seat.presence === "away" || seat.presence === "gone");
  return missing === undefined ? "Paused until the host resumes." : `Paused: ${names.plain(missing.seat)} is away.`;
}

function offerLine(view: View, { you }: Snapshot<"tic-tac-toe">, names: Names): string | null {
  if (view.drawOffer === null || you.seat === null || view.drawOffer === you.seat) return null;
  const then = view.toMove === you.seat ? "Answer, or play on." : "Answer the offer.";
  return `${names.plain(view.drawOffer)} offers a draw. ${then}`;
}

function turnLine(view: View, snapshot: Snapshot<"tic-tac-toe">, names: Names): string {
  const mover = view.toMove;
  if (mover === null) return "Waiting for the server.";
  const mark = view.marks[mover] ?? "X";
  if (names.isYou(mover)) return `Your turn: place your ${mark}.`;
  const seat = snapshot.seats.find((one) => one.seat === mover);
  const away = seat?.presence === "away" || seat?.presence === "gone";
  return away ? `Waiting for ${names.plain(mover)} to come back.` : `${names.plain(mover)} is to place an ${mark}.`;
}
