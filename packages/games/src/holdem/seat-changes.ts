/** What changes at a seat whatever is played: who sits out, comes back, buys chips, leaves, or is out of the match. */
import { type Draft, playerDraft } from "./draft.js";
import type { EventOf, Player, State } from "./state.js";

type SeatEvent = EventOf<"player.bust" | "seat.sitting" | "seat.bought" | "seat.left" | "seat.leaving">;

export function seatChanged(player: Draft<Player>, { settings }: State, event: SeatEvent): void {
  switch (event.type) {
    case "player.bust":
      player.place = event.place;
      player.prize = event.prize;
      return;
    case "seat.sitting": {
      const returns = event.out === "no" && player.out === "out" && settings.mode === "cash";
      player.out = event.out;
      player.outAt = event.at;
      player.waiting = player.waiting || returns;
      player.timeouts = 0;
      return;
    }
    case "seat.bought":
      if (player.gone) comeBack(player);
      player.stack = event.stack;
      player.brought += event.amount;
      return;
    case "seat.leaving":
      player.leaving = true;
      player.out = "out";
      return;
    case "seat.left":
      return left(player, event);
  }
}

function comeBack(player: Draft<Player>): void {
  player.gone = false;
  player.leaving = false;
  player.out = "no";
  player.waiting = true;
  player.missed = false;
}

function left(player: Draft<Player>, { amount, at }: EventOf<"seat.left">): void {
  player.gone = true;
  player.leaving = false;
  player.out = "out";
  player.stack = 0;
  player.taken += amount;
  player.leftAt = at;
  player.leftWith = amount;
}

/** Sitting out takes effect with the next hand, or when there is none. */
export function satOut(player: Player): Player {
  if (player.out !== "next") return player;
  const seated = playerDraft(player);
  seated.out = "out";
  return seated;
}
