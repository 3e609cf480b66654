/**
 * The step from one version to the next, for readers who were told the one before on the same subscription: what of
 * the state's frame has changed, as a delta. Both ends put the same parts of a frame in the same order, and write times
 * by how far they lie from the commit's, so that what does not really change is not told again.
 */
import type { Json, Notice } from "@holdfast/engine";
import { type Delta, DeltaMisfit, deltaOf, OTHER, SAME, withDelta } from "./delta.js";
import type { PresenceFrame, SeatInfo, StateFrame, TimingInfo } from "./frames.js";

/** Who is here, and whether the server can save; left out where that is as it was told last. */
export type PatchStanding = readonly [seats: readonly SeatInfo[], spectators: number, saving: boolean];
/** Of the version before, in this epoch, for the same viewer. `lagMs`: how long after the commit the server said so. */
export type PatchFrame = readonly [
  epoch: number,
  version: number,
  delta: Delta,
  lagMs: number,
  standing?: PatchStanding,
];

/** What of a frame follows from its version and viewer alone. */
export type VersionPart = Pick<
  StateFrame,
  "version" | "status" | "pause" | "view" | "events" | "lastMove" | "toMove" | "deadline" | "timing" | "outcome"
>;

type Moment = readonly [at: number, kind: string | null, seat: number | null];
type Timing = readonly [seats: Json, warnMs: readonly number[], extended: boolean, clocks: Json];

/** In the order of the wire: changing it changes the protocol. */
type Numbered = readonly [
  ...moment: Moment,
  toMove: readonly number[],
  leftMs: number | null,
  timing: Timing | null,
  status: StateFrame["status"],
  pause: Json,
  outcome: Json,
  view: Json,
  events: readonly Json[],
  notice: Json,
];

/** The patch that makes of a frame with `before` the next version's; null where that has to be told as a whole. */
export function patchOf(
  before: VersionPart,
  after: VersionPart,
  {
    epoch,
    serverTime,
    standing,
  }: Pick<StateFrame, "epoch" | "serverTime"> & { readonly standing: PatchStanding | null },
): PatchFrame | null {
  const delta = deltaOf(numbered(before), numbered(after));
  if (delta === OTHER) return null;
  const lag = serverTime - (after.lastMove?.at ?? 0);
  const patch = [epoch, after.version, delta === SAME ? [] : delta, lag] as const;
  return standing === null ? patch : [...patch, standing];
}

/** The frame that a patch stands for, after the one told before it. @throws DeltaMisfit */
export function patched(told: StateFrame, value: unknown): StateFrame {
  const [epoch, version, delta, lag, standing] = readPatch(value);
  if (epoch !== told.epoch || version !== told.version + 1) throw new DeltaMisfit();
  // A delta changes values, never places: what comes out is numbered as what went in.
  const after = withDelta(numbered(told) as unknown as Json, delta) as unknown as Numbered;
  const [seats, spectators, saving] = standing ?? [told.seats, told.spectators, told.saving ?? false];
  const { kind, matchId, game, you } = told;
  const ofMatch = { kind, matchId, game, epoch, you, from: told.version } as const;
  const ofNow = { seats, spectators, serverTime: after[0] + lag };
  return { ...ofMatch, ...versionPart(version, after), ...ofNow, ...(saving ? { saving: true } : {}) };
}

/** The same frame with the presence of a newer one in it, and whether the server can save. */
export function toldPresence<S extends StateFrame>(
  told: S,
  { seats, spectators, serverTime, saving }: Pick<PresenceFrame, "seats" | "spectators" | "serverTime" | "saving">,
): S {
  const { saving: _before, ...rest } = told;
  // Only an optional flag was taken out and put back.
  return { ...rest, seats, spectators, serverTime, ...(saving ? { saving } : {}) } as S;
}

/** Whether a value of `match.state` is a patch at all; everything else there is an object. */
export function isPatch(value: unknown): value is PatchFrame {
  return Array.isArray(value);
}

function readPatch(value: unknown): PatchFrame {
  const [epoch, version, delta, lag] = value as readonly unknown[];
  if (typeof epoch !== "number" || typeof version !== "number" || !Array.isArray(delta) || typeof lag !== "number")
    throw new DeltaMisfit();
  // The rest is the server's word, as in every other frame.
  return value as PatchFrame;
}

function numbered(part: VersionPart): Numbered {
  const { lastMove, toMove, deadline, timing, status, pause, outcome, view } = part;
  const at = lastMove?.at ?? 0;
  const line = part.events.at(-1);
  const own = line?.version === part.version ? line : undefined;
  return [
    at,
    lastMove?.kind ?? null,
    lastMove?.seat ?? null,
    toMove,
    deadline === null ? null : deadline - at,
    timing === undefined ? null : numberedTiming(part, timing, at),
    status,
    json(pause ?? null),
    json(outcome),
    view as Json,
    own?.events ?? [],
    json(own?.notice ?? null),
  ];
}

function numberedTiming(
  { toMove, deadline }: VersionPart,
  { seats, warnAt, extended, clocks }: TimingInfo,
  at: number,
): Timing {
  const isOfMovers = seats.length === toMove.length && seats.every((seat, i) => seat === toMove[i]);
  return [
    isOfMovers ? null : seats,
    warnAt.map((moment) => (deadline ?? 0) - moment),
    extended ?? false,
    clocks === undefined ? null : json({ ...clocks, at: clocks.at - at }),
  ];
}

function versionPart(version: number, after: Numbered): VersionPart {
  const [at, kind, seat, toMove, leftMs, timing, status, pause, outcome, view, events, notice] = after;
  if (kind === null) throw new DeltaMisfit();
  const deadline = leftMs === null ? null : at + leftMs;
  const line = { version, at, seat, events };
  return {
    version,
    status,
    view,
    toMove,
    deadline,
    ...(pause === null ? {} : { pause: pause as unknown as NonNullable<StateFrame["pause"]> }),
    ...(timing === null ? {} : { timing: timingInfo(timing, { at, toMove, deadline }) }),
    events: [notice === null ? line : { ...line, notice: notice as unknown as Notice }],
    lastMove: { version, kind, seat, at },
    outcome: outcome as unknown as StateFrame["outcome"],
  };
}

interface At {
  readonly at: number;
  readonly toMove: readonly number[];
  readonly deadline: number | null;
}

function timingInfo([seats, warnMs, extended, clocks]: Timing, { at, toMove, deadline }: At): TimingInfo {
  const kept = clocks as unknown as TimingInfo["clocks"] | null;
  return {
    seats: seats === null ? toMove : (seats as readonly number[]),
    warnAt: warnMs.map((ms) => (deadline ?? 0) - ms),
    ...(extended ? { extended: true as const } : {}),
    ...(kept ? { clocks: { ...kept, at: at + kept.at } } : {}),
  };
}

/** Types of the wire are JSON; TypeScript does not see it of interfaces. */
function json(value: unknown): Json {
  return value as Json;
}
