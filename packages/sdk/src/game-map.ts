/** The games this SDK knows the types of. Other games are added by augmenting `GameMap`. */
import type { GameId, GameMap } from "@holdfast/games/types";

export type { GameId, GameMap };
export type OptionsOf<G extends GameId> = GameMap[G]["options"];
export type MoveOf<G extends GameId> = GameMap[G]["move"];
export type ViewOf<G extends GameId> = GameMap[G]["view"];
export type EventOf<G extends GameId> = GameMap[G]["event"];
