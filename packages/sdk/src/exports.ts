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
  RematchMore,
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
  GameContract,
  GameSummary,
  LastMove,
  LegalNow,
  LiveSettings,
  MatchFrame,
  MatchSettings,
  MatchSummary,
  MoveJson,
  ObserverGrant,
  PatchFrame,
  PatchStanding,
  PauseInfo,
  Presence,
  PresenceFrame,
  Receipt,
  RematchSummary,
  ReplayLog,
  Reply,
  Resumed,
  SeatGrant,
  SeatInfo,
  ServerSettings,
  PastView,
  SessionGrant,
  StateFrame,
  TimingInfo,
  Versioned,
  VersionedEvents,
  ViewPage,
  WhoAmI,
  You,
} from "@holdfast/protocol";
