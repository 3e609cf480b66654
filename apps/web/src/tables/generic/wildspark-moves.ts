/** The moves of Wildspark by the names on the cards: "Scorch · 20" instead of "index 1", "Salve on Cindling" instead of "target active". */
import type { MoveJson } from "@holdfast/sdk";
import {
  type Attack,
  CARDS,
  creatureOf,
  type WildsparkMove,
  type WildsparkPosition,
  type WildsparkView,
} from "@holdfast/games/wildspark";
import type { Plain } from "./json.js";

/** The only card whose target is on the other side. */
const GRAPPLE = "I4";

/** What the parameters of a move say; undefined: nothing better than the parameters themselves. */
export function wildsparkMove(given: MoveJson, shown: Plain): string | undefined {
  const view = shown as unknown as Partial<WildsparkView> | null;
  const you = view?.you;
  if (!view?.seats || !you) return;
  const table: Table = { seats: view.seats, you };
  const move = given as WildsparkMove;
  switch (move.type) {
    case "attack":
      return attackWords(table, move.index, move.discard);
    case "select-active":
      return creatureAt(table, you.seat, move.bench);
    case "retreat":
      return discarding(creatureAt(table, you.seat, move.to), table, move.discard);
    case "use-ability":
      return onto(creatureAt(table, you.seat, move.source), creatureAt(table, you.seat, move.target));
    case "attach-energy":
    case "evolve":
    case "play-trainer":
      return cardWords(table, move.card, move.target);
    default:
      return;
  }
}

interface Table {
  readonly seats: WildsparkView["seats"];
  readonly you: NonNullable<WildsparkView["you"]>;
}

function attackWords(table: Table, index: number, discard?: readonly string[]): string | undefined {
  const top = table.seats[table.you.seat]?.active?.stack.at(-1);
  const attack = top && creatureOf(top.card)?.attacks[index];
  return attack && discarding([attack.name, ...damageWords(attack)].join(" · "), table, discard);
}

function damageWords({ damage, perHeads }: Attack): readonly string[] {
  if (perHeads !== undefined) return [`${perHeads} for each head`];
  return damage > 0 ? [String(damage)] : [];
}

/** "Gearwing (bench 2)": there may be two of them. */
function creatureAt({ seats }: Table, seat: number, at: WildsparkPosition): string | undefined {
  const side = seats[seat];
  const top = (at === "active" ? side?.active : side?.bench[at])?.stack.at(-1);
  if (top === undefined) return;
  return `${CARDS[top.card].name} (${at === "active" ? at : `bench ${at + 1}`})`;
}

function cardWords(table: Table, iid: string, target: WildsparkPosition | undefined): string | undefined {
  const held = table.you.hand.find((card) => card.iid === iid);
  if (held === undefined || target === undefined) return;
  const seat = held.card === GRAPPLE ? 1 - table.you.seat : table.you.seat;
  return onto(CARDS[held.card].name, creatureAt(table, seat, target));
}

function onto(what: string | undefined, target: string | undefined): string | undefined {
  return what === undefined || target === undefined ? undefined : `${what} on ${target}`;
}

/** Energies that are given up are cards of the active creature. */
function discarding(what: string | undefined, { seats, you }: Table, iids: readonly string[] = []): string | undefined {
  const energy = seats[you.seat]?.active?.energy ?? [];
  const names = iids.map((iid) => energy.find((card) => card.iid === iid)).map((card) => card && CARDS[card.card].name);
  if (what === undefined || names.includes(undefined)) return;
  return names.length === 0 ? what : `${what} · discards ${names.join(", ")}`;
}
