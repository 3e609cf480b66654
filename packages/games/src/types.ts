/**
 * The types of every game by id, free of dependencies: what the SDK's typed matches are made of. `options`
 * and `move` are what a client sends, `event` and `view` what it receives.
 */
import type { BriscolaEvent, BriscolaMove, BriscolaOptions, BriscolaView } from "./briscola/types.js";
import type { HoldemEvent, HoldemMove, HoldemOptions, HoldemView } from "./holdem/types.js";
import type { TabletopEvent, TabletopMove, TabletopOptions, TabletopView } from "./tabletop/types.js";
import type { TicTacToeEvent, TicTacToeMove, TicTacToeOptions, TicTacToeView } from "./tic-tac-toe/types.js";
import type { WildsparkEvent, WildsparkMove, WildsparkOptions, WildsparkView } from "./wildspark/types.js";

export type * from "./briscola/types.js";
export type * from "./holdem/types.js";
export type * from "./tabletop/types.js";
export type * from "./tic-tac-toe/types.js";
export type * from "./wildspark/types.js";

export interface GameMap {
  "tic-tac-toe": { options: TicTacToeOptions; move: TicTacToeMove; event: TicTacToeEvent; view: TicTacToeView };
  "briscola-chiamata": { options: BriscolaOptions; move: BriscolaMove; event: BriscolaEvent; view: BriscolaView };
  holdem: { options: HoldemOptions; move: HoldemMove; event: HoldemEvent; view: HoldemView };
  wildspark: { options: WildsparkOptions; move: WildsparkMove; event: WildsparkEvent; view: WildsparkView };
  tabletop: { options: TabletopOptions; move: TabletopMove; event: TabletopEvent; view: TabletopView };
}
export type GameId = keyof GameMap;
