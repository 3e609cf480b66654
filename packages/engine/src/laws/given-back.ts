/** The law of time that is given back: the platform moves its deadline, and the rules move nothing but their own times. */
import { canonicalJson } from "../canonical.js";
import type { AnyGame } from "../game.js";
import { asJson, type Json } from "../json.js";
import type { Check } from "./checks.js";
import { evolveAll } from "./walk.js";

const GIVEN_MS = 12_345;

/** The same players are on the clock in the same turn, as long as it lasts, and everybody may do what they could. */
export const givenBackIsTimeOnly: Check = ({ game, position }) => {
  const { state, seatCount } = position;
  if (game.onGivenBack === undefined || game.outcome(state) !== null || game.timing(state) === null) return null;
  const events = game.onGivenBack(state, GIVEN_MS).map(asJson);
  for (const event of events) {
    if (!game.schema.event.safeParse(event).success) return `bad event ${canonicalJson(event)}`;
  }
  const after = evolveAll(game, state, events);
  return situationOf(game, state, seatCount) === situationOf(game, after, seatCount)
    ? null
    : "it changed what is to be done, by whom, or for how long";
};

function situationOf(game: AnyGame, state: Json, seatCount: number): string {
  const seats = Array.from({ length: seatCount }, (_none, seat) => seat);
  const legal = seats.map((seat) => game.legalMoves(state, { seat, host: false }));
  return canonicalJson(asJson([game.toMove(state), game.timing(state), game.outcome(state), legal]));
}
