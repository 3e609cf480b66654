/** Briscola hands played elsewhere, replayed card by card through the public entry. */
import { readFileSync } from "node:fs";
import type { Json } from "@holdfast/engine";
import { createReplay, type Replay } from "@holdfast/games";
import { expect, test } from "vitest";

interface Hand {
  readonly preset: "web" | "classic";
  readonly dealer: number;
  readonly hands: readonly (readonly number[])[];
  readonly actions: readonly (readonly [seat: number, type: string, value: Json])[];
  readonly declarer: number;
  readonly called: number;
  readonly target: number;
  readonly partner: number;
  readonly revealedInTrick: number;
  readonly tricks: readonly { leader: number; cards: number[]; winner: number; points: number }[];
  readonly points: readonly number[];
  readonly declarerSide: number;
  readonly made: boolean;
  readonly delta: readonly number[];
}

const FIELD: Readonly<Record<string, string>> = {
  bid: "bid",
  "call-partner-rank": "partner_rank",
  "call-partner-suit": "partner_suit",
  play: "card",
};

const hands: readonly Hand[] = readFileSync(new URL("data/briscola/hands.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

function tableOf({ preset, dealer, hands: dealt }: Hand): Replay {
  const deck = [1, 2, 3, 4, 5].flatMap((place) => dealt[(dealer + place) % 5] ?? []);
  const setup = { byPurpose: { dealer: [dealer] }, decks: [deck] };
  return createReplay("briscola-chiamata", { preset, end: { mode: "hands", hands: 1 } }, { setup });
}

/** Plays the whole hand; each move has to be the turn of its seat, listed as legal, and accepted. */
function played(hand: Hand): Replay {
  const table = tableOf(hand);
  for (const [seat, type, value] of hand.actions) {
    const move = { type, [FIELD[type] ?? "?"]: value };
    expect(table.toMove).toEqual([seat]);
    const { all, forms = [] } = table.legal(seat);
    const range = forms.find((form) => form.move.type === type)?.fields["bid"];
    const inRange = range?.kind === "int" && Number(value) >= range.min && Number(value) <= range.max;
    if (!inRange) expect(all).toContainEqual(move);
    expect(table.move(seat, move)).toMatchObject({ ok: true });
  }
  return table;
}

test.each(hands.map((hand, index) => [`${index + 1}, ${hand.preset}`, hand] as const))(
  "[G1] hand %s is played as it was elsewhere, to the same tricks, points and scores",
  (_name, hand) => {
    const table = played(hand);
    const ended = table.events.find((event) => Object(event).type === "hand.ended");
    const { declarer, partner, target, made, delta } = hand;
    expect(ended).toMatchObject({
      declarer,
      partner,
      target,
      made,
      delta,
      totals: delta,
      side_points: hand.declarerSide,
    });
    expect(ended).toMatchObject({ hands: hand.hands.map((cards) => cards.map((card_id) => ({ card_id }))) });
    expect(table.view()).toMatchObject({
      points: hand.points,
      partner_id: partner,
      tricks: hand.tricks.map(({ winner, points, leader, cards }) => ({
        winner_id: winner,
        points,
        cards: cards.map((card_id, place) => ({ player_id: (leader + place) % 5, card: { card_id } })),
      })),
    });
    expect(table.outcome).toMatchObject({ status: "finished", scores: delta });
  },
);

test.each(hands.map((hand, index) => [index + 1, hand] as const))(
  "[G1] in hand %i the partner is known to all from the trick in which the called card fell",
  (_name, hand) => {
    const kinds = played(hand).events.map((event) => String(Object(event).type));
    const revealed = kinds.indexOf("partner.revealed");
    const before = kinds.slice(0, revealed).filter((kind) => kind === "trick.won").length;
    expect(before).toBe(hand.revealedInTrick);
  },
);
