/** The only way a table changes: one event after the other. */
import { idsOf } from "./cards.js";
import { change, type Draft, draftOf } from "./draft.js";
import {
  acted,
  betReturned,
  handEnded,
  handStarted,
  nobodyActs,
  posted,
  potAwarded,
  shown,
  streetOpened,
} from "./hand-changes.js";
import { satOut, seatChanged } from "./seat-changes.js";
import type { Event, State } from "./state.js";

/** The table after an event. */
export function evolve(state: State, event: Event): State {
  const next = draftOf(state);
  take(next, event);
  return next;
}

/** Takes the event into a table of its own. */
function take(next: Draft<State>, event: Event): void {
  switch (event.type) {
    case "hand.started":
      return handStarted(next, event);
    case "deck.shuffled":
      next.deck = idsOf(event.deck);
      return;
    case "post":
      return posted(next, event);
    case "hole.dealt":
      next.dealt += 2;
      change(next, event.seat).hole = idsOf(event.cards ?? []);
      return;
    case "turn":
      next.toAct = event.seat;
      next.askedAt = event.at;
      next.actBy = event.deadline;
      next.step += 1;
      return;
    case "action":
      return acted(next, event);
    case "street":
      return streetOpened(next, event);
    default:
      return afterPlay(next, event);
  }
}

type Played = "hand.started" | "deck.shuffled" | "post" | "hole.dealt" | "turn" | "action" | "street";

/** What happens to chips and seats around the play of cards. */
function afterPlay(next: Draft<State>, event: Exclude<Event, { readonly type: Played }>): void {
  switch (event.type) {
    case "bet.returned":
      return betReturned(change(next, event.seat), event.amount);
    case "pots.updated":
      return nobodyActs(next);
    case "allin.reveal":
      next.revealed = true;
      for (const { seat } of event.hands) change(next, seat).shown = true;
      return;
    case "showdown.show":
      return shown(change(next, event.seat));
    case "showdown.muck":
      change(next, event.seat).mucked = true;
      return;
    case "pot.awarded":
      return potAwarded(next, event);
    case "hand.ended":
      return handEnded(next);
    case "match.ended":
      next.phase = "over";
      next.result = event.result;
      return nobodyActs(next);
    default:
      return tableChanged(next, event);
  }
}

type AroundPlay =
  | Played
  | "bet.returned"
  | "pots.updated"
  | "allin.reveal"
  | "showdown.show"
  | "showdown.muck"
  | "pot.awarded"
  | "hand.ended"
  | "match.ended";

function tableChanged(next: Draft<State>, event: Exclude<Event, { readonly type: AroundPlay }>): void {
  switch (event.type) {
    case "level.up":
      next.level = event.level;
      next.sb = event.sb;
      next.bb = event.bb;
      next.ante = event.ante;
      return;
    case "table.opened":
      next.startedAt = event.at;
      return;
    case "time.given":
      return timeGiven(next, event.ms);
    case "table.closing":
      next.closing = true;
      return;
    case "table.waiting":
      next.phase = "waiting";
      next.players = next.players.map(satOut);
      next.step += 1;
      return;
    default:
      return seatChanged(change(next, event.seat), next, event);
  }
}

/** As if it had not gone by: for the seat that was asked, for the level, and for whoever sits out. */
function timeGiven(next: Draft<State>, ms: number): void {
  next.askedAt += ms;
  next.startedAt += ms;
  if (next.actBy !== null) next.actBy += ms;
  for (const [seat, { out }] of next.players.entries()) if (out === "out") change(next, seat).outAt += ms;
}
