import type { Snapshot } from "@holdfast/sdk";
import { namesOf, type Names } from "../../match/seat-names.js";
import type { Fields, Plain } from "./json.js";
import { isFields } from "./json.js";
import { plainWords } from "./label-words.js";
import { demandsIn } from "./must-do.js";

/** Who must do what now, and why, as far as any game's snapshot tells. */
export function statusLine(snapshot: Snapshot): string {
  const { status, seats, outcome, pause, toMove } = snapshot;
  const names = namesOf(snapshot);
  if (status === "open") return openSeats(seats.filter(({ playerId }) => playerId === null).length);
  if (status === "aborted") return outcome === null ? "The match was called off." : `Called off: ${reasonOf(outcome)}.`;
  if (outcome !== null) return endLine(outcome, names);
  if (pause !== undefined) return `Paused: ${pause.reason}`;
  const missing = seats.find(({ presence }) => presence === "away" || presence === "gone");
  if (status === "paused" && missing !== undefined) return `Paused: ${names.plain(missing.seat)} is away.`;
  // Views of a game that this client does not know are JSON all the same.
  const view = snapshot.view as unknown as Plain;
  return (
    demandLine(view, names) ?? soonLine(snapshot) ?? turnLine(toMove, phaseOf(view), { names, you: snapshot.you.seat })
  );
}

function openSeats(open: number): string {
  return open === 1 ? "Waiting for one more player." : `Waiting for ${open} more players.`;
}

type Outcome = NonNullable<Snapshot["outcome"]>;

function endLine(outcome: Outcome, names: Names): string {
  const { winners } = outcome;
  const why = reasonOf(outcome);
  if (winners.length === 0) return `It is over, without a winner: ${why}.`;
  return `${listed(winners.map(names.subject))} won: ${why}.`;
}

function reasonOf({ reason }: Outcome): string {
  return plainWords(reason) || "it is over";
}

/** "You must select active: knockout." */
function demandLine(view: Plain, names: Names): string | null {
  const [next] = demandsIn(view);
  if (next === undefined) return null;
  const who = next.seat === null ? "Somebody" : names.subject(next.seat);
  return `${who} must ${next.what}${next.why === null ? "" : `: ${plainWords(next.why)}`}.`;
}

const SOON_MS = 60_000;

/** Between two hands the phase is that of the hand that is over ("complete"), and says nothing of what comes. */
function soonLine({ toMove, deadline, serverTime }: Snapshot): string | null {
  const isSoon = toMove.length === 0 && deadline !== null && deadline - serverTime <= SOON_MS;
  return isSoon ? "Play goes on in a moment." : null;
}

interface Table {
  readonly names: Names;
  readonly you: number | null;
}

function turnLine(toMove: readonly number[], phase: string | null, { names, you }: Table): string {
  const during = phase === null ? "" : ` · ${phase}`;
  if (toMove.length === 0) return `Nobody is to move just now${during}.`;
  const others = toMove.filter((seat) => seat !== you).map(names.plain);
  if (you === null || !toMove.includes(you)) {
    return `${listed(others)} ${others.length === 1 ? "is" : "are"} to move${during}.`;
  }
  return others.length === 0 ? `Your turn${during}.` : `You and ${listed(others)} are to move${during}.`;
}

const PHASES: readonly (keyof Fields)[] = ["phase", "stage", "status", "street"];

function phaseOf(view: Plain): string | null {
  if (!isFields(view)) return null;
  const phase = PHASES.map((key) => view[key]).find((one) => typeof one === "string");
  return typeof phase === "string" && phase !== "" ? plainWords(phase) : null;
}

/** "Anna", "Anna and Bo", "Anna, Bo and Cleo". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "nobody";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
