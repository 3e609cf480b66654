/** A tabletop match as it travels. Players are numbered 1 and 2 (seat + 1); times are milliseconds. */
export type TabletopPlayer = 1 | 2;
export type TabletopStatus = "setup" | "deployment" | "first-turn" | "playing" | "confirming" | "over";
export type TabletopCategory = "primary" | "secondary" | "bonus";
export type TabletopRole = "attacker" | "defender";

export interface TabletopCaps {
  readonly primary: number | null;
  readonly secondary: number | null;
  readonly bonus: number | null;
  readonly total: number | null;
}
export interface TabletopSettings {
  readonly rounds: number;
  readonly clockMode: "off" | "count-up" | "count-down";
  /** Per player. */
  readonly initialMs: readonly [number, number];
  /** Added to a player's clock at the end of its turn; count-down only. */
  readonly incrementMs: number;
  /** At no time left: only shown, or the match is lost. */
  readonly onFlag: "mark" | "lose";
  readonly cpStart: number;
  readonly cpGain: number;
  readonly cpGainTo: "both" | "active" | "none";
  readonly cpMax: number;
  readonly caps: TabletopCaps;
  /** Whose score and command points a player may change. */
  readonly playersEdit: "own" | "both" | "none";
  /** Who may change rounds before the current one. */
  readonly editPast: "own" | "host";
  readonly endTurnBy: "active" | "either";
  readonly playersMayPause: boolean;
  readonly pauseOnDisconnect: boolean;
  readonly rollOff: "server" | "manual" | "skip";
  readonly onGameEnd: "confirm" | "auto";
}
/** What may be set when a match is created, and later by the host. One `initialMs` is for both. */
export type TabletopPatch = Partial<
  Omit<TabletopSettings, "initialMs" | "caps"> & {
    readonly initialMs: number | readonly [number, number];
    readonly caps: Partial<TabletopCaps>;
  }
>;
export type TabletopOptions = TabletopPatch;

/** `player` and `round` are the sender's own and the current one where they are left out. */
interface Whose {
  readonly player?: TabletopPlayer;
}
interface ScoreEntry extends Whose {
  readonly type: "score";
  readonly category: TabletopCategory;
  readonly round?: number;
}
export type TabletopMove =
  | (Whose & { readonly type: "set-name"; readonly name: string })
  | { readonly type: "settings"; readonly patch: TabletopPatch }
  | { readonly type: "start"; readonly firstPlayer?: TabletopPlayer; readonly force?: true }
  | (Whose & { readonly type: "roll"; readonly value?: number })
  | { readonly type: "choose-role"; readonly role: TabletopRole }
  | { readonly type: "choose-first"; readonly first: TabletopPlayer }
  | (ScoreEntry & { readonly delta: number })
  /** `expect` is the value that the sender saw. */
  | (ScoreEntry & { readonly set: number; readonly expect: number })
  | (Whose & { readonly type: "cp"; readonly delta: number })
  /** `turn` is the number of the turn that ends, so that a doubled tap cannot end two. */
  | { readonly type: "end-turn"; readonly turn: number }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "set-clock"; readonly player: TabletopPlayer; readonly remainingMs: number }
  | { readonly type: "set-turn"; readonly round: number; readonly active: TabletopPlayer }
  | { readonly type: "undo"; readonly count: number }
  | { readonly type: "confirm" }
  | { readonly type: "concede" }
  | { readonly type: "end-game"; readonly winner?: TabletopPlayer | "draw" }
  | { readonly type: "reopen" }
  | { readonly type: "transfer-host"; readonly to: TabletopPlayer };

export interface TabletopRound {
  readonly primary: number;
  readonly secondary: number;
  readonly bonus: number;
}
/** One accepted change, in the order they came. */
export interface TabletopEntry {
  readonly n: number;
  readonly at: number;
  /** Null: the host without a seat, or the clock. */
  readonly by: TabletopPlayer | null;
  readonly role: "host" | "player" | "clock";
  readonly action: TabletopMove["type"];
  /** What changed, in few words. */
  readonly note: string;
  readonly undone: boolean;
}
/** The value at `t` is the base minus (counting down) or plus the time since `since`, for the one it runs for. */
export interface TabletopClock {
  readonly base: readonly [number, number];
  readonly runningFor: TabletopPlayer | null;
  readonly since: number;
}
export interface TabletopResult {
  readonly status: "finished" | "aborted";
  readonly winner: TabletopPlayer | null;
  readonly reason: "score" | "concede" | "flag" | "host" | "idle";
  readonly totals: readonly [number, number];
  readonly rounds: readonly (readonly TabletopRound[])[];
  readonly cp: readonly [number, number];
  readonly usedMs: readonly [number, number];
  readonly round: number;
}

export type TabletopEvent =
  | { readonly type: "names.changed"; readonly player: TabletopPlayer; readonly name: string }
  | { readonly type: "settings.update"; readonly patch: Partial<TabletopSettings> }
  | { readonly type: "status.change"; readonly status: TabletopStatus; readonly at: number }
  | {
      readonly type: "roll.made";
      readonly player: TabletopPlayer;
      readonly value: number;
      readonly purpose: "deployment" | "first-turn";
    }
  | { readonly type: "roll.tied"; readonly purpose: "deployment" | "first-turn" }
  | { readonly type: "roll.won"; readonly player: TabletopPlayer; readonly purpose: "deployment" | "first-turn" }
  | { readonly type: "role.chosen"; readonly attacker: TabletopPlayer }
  | { readonly type: "first.chosen"; readonly first: TabletopPlayer }
  | {
      readonly type: "score.update";
      readonly player: TabletopPlayer;
      readonly category: TabletopCategory;
      readonly round: number;
      readonly value: number;
      readonly delta: number;
      readonly totals: readonly [number, number];
    }
  | {
      readonly type: "cp.update";
      readonly player: TabletopPlayer;
      readonly cp: number;
      readonly delta: number;
      readonly cause: "start" | "turn" | "edit" | "undo";
    }
  | { readonly type: "turn.change"; readonly round: number; readonly turn: number; readonly active: TabletopPlayer }
  | ({ readonly type: "timer.update"; readonly paused: boolean; readonly auto?: true } & TabletopClock)
  | { readonly type: "clock.flag"; readonly player: TabletopPlayer }
  /** The server stood still, and the clocks with it. */
  | { readonly type: "time.given"; readonly ms: number }
  | { readonly type: "undo"; readonly entries: readonly number[] }
  | { readonly type: "confirm.update"; readonly confirmed: readonly [boolean, boolean] }
  | { readonly type: "game.end"; readonly result: TabletopResult; readonly at: number }
  | { readonly type: "game.reopened"; readonly at: number }
  /** Nobody can reopen it any more. */
  | { readonly type: "game.sealed" }
  | { readonly type: "host.changed"; readonly to: TabletopPlayer }
  | { readonly type: "history.entry"; readonly entry: TabletopEntry; readonly back: TabletopBack | null };

/** What an undo of an entry brings back; null where there is nothing to bring back. */
export type TabletopBack =
  | {
      readonly kind: "score";
      readonly player: TabletopPlayer;
      readonly category: TabletopCategory;
      readonly round: number;
      readonly value: number;
    }
  | { readonly kind: "cp"; readonly player: TabletopPlayer; readonly cp: number }
  | {
      readonly kind: "turn";
      readonly round: number;
      readonly active: TabletopPlayer;
      readonly gained: readonly [number, number];
      /** The clocks when the turn ended, and just after it with what was added. */
      readonly base: readonly [number, number];
      readonly after: readonly [number, number];
    }
  | { readonly kind: "place"; readonly round: number; readonly active: TabletopPlayer }
  | { readonly kind: "clock"; readonly base: readonly [number, number] };

export interface TabletopPlayerView {
  readonly name: string;
  /** By round, as entered. */
  readonly rounds: readonly TabletopRound[];
  /** Sums after their caps. */
  readonly score: TabletopRound;
  readonly total: number;
  readonly cp: number;
  readonly flagged: boolean;
}
/** Everybody sees the same, but for `you`. */
export interface TabletopView {
  readonly status: TabletopStatus;
  readonly paused: boolean;
  readonly settings: TabletopSettings;
  readonly players: readonly TabletopPlayerView[];
  readonly round: number;
  /** Number of the turn, from 1; two in a round. */
  readonly turn: number;
  readonly active: TabletopPlayer | null;
  readonly firstPlayer: TabletopPlayer | null;
  readonly attacker: TabletopPlayer | null;
  readonly rolls: readonly (number | null)[];
  readonly rollWinner: TabletopPlayer | null;
  readonly clock: TabletopClock;
  readonly confirmed: readonly [boolean, boolean];
  readonly history: readonly TabletopEntry[];
  readonly hostPlayer: TabletopPlayer | null;
  readonly result: TabletopResult | null;
  readonly you: { readonly role: "player" | "observer" | "host"; readonly seat: number | null };
}
