/** The public names, the same for every runtime. */
export type {
  Client,
  ClientOptions,
  CreateMore,
  JoinMore,
  LegalSnapshot,
  Match,
  MatchNotice,
  MatchReset,
  MoveOptions,
  ObserveTarget,
  Snapshot,
  SyncStatus,
} from "./api.js";
export { type BackoffOptions, backoffMs, type Outage } from "./backoff.js";
export type { Connection } from "./connection.js";
export type * from "./contract.js";
export { ClosedError, HoldfastError, UncertainError } from "./errors.js";
export type * from "./game-map.js";
export type * from "./ports.js";
export { shownClockMs } from "./shown-clock.js";
export type { TimeWarning } from "./warnings.js";
export { admit, type Held, type Incoming, type Verdict } from "./replica.js";
export type {
  FieldRange,
  Json,
  LegalMoves,
  MoveForm,
  Notice,
  Outcome,
  Recovery,
  Rejection,
  RejectionCode,
  Result,
  Seat,
} from "@holdfast/engine";
export type {
  ClockInfo,
  ClocksInfo,
  EventPage,
  GameSummary,
  LastMove,
  LegalNow,
  MatchFrame,
  MatchSummary,
  MoveJson,
  ObserverGrant,
  PauseInfo,
  Presence,
  PresenceFrame,
  Receipt,
  ReplayLog,
  Reply,
  Resumed,
  SeatGrant,
  SeatInfo,
  PastView,
  SessionGrant,
  StateFrame,
  TimingInfo,
  VersionedEvents,
  ViewPage,
  WhoAmI,
  You,
} from "@holdfast/protocol";
