/** Settings that are changed while servers run, as they travel; `settings.ts` says what may stand in them and what they do. */
type Door = "open" | "closed";

/** For the server as a whole, all its nodes. */
export interface ServerSettings {
  readonly announcement: string | null;
  readonly newMatches: Door;
  readonly closedGames: readonly string[];
  readonly botDelayMs: number | null;
}
/** For one match. What its rules read is none of these: that is a move. */
export interface MatchSettings {
  readonly title: string | null;
  readonly watching: Door;
  readonly botDelayMs: number | null;
}

/** The settings of a scope as they are since their last change; version 0: nothing was changed yet. */
export interface Versioned<S> {
  readonly version: number;
  readonly values: S;
}
/** What goes for a match: the server's settings, and its own. */
export interface LiveSettings {
  readonly server: Versioned<ServerSettings>;
  readonly match: Versioned<MatchSettings>;
}
/** The settings after a change. `duplicate`: this msgId had changed them before. */
export interface SettingsReceipt<S> extends Versioned<S> {
  readonly duplicate: boolean;
}
