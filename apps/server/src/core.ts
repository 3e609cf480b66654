/**
 * The live core of a node: everything that plays matches, without sockets, HTTP or any choice of storage.
 * `node.ts` puts a network around it; the simulation runs several in one process.
 */
import { type MatchKeeper, type Seat, type SettingsStore, StorageUnavailable } from "@holdfast/engine";
import { readMatchSettings, readServerSettings } from "@holdfast/protocol";
import { AdminKey } from "./identity/admin-key.js";
import { type BotOptions, BotPlayers } from "./bots/bot-players.js";
import { hearOfRefusals } from "./live/hear-of-refusals.js";
import type { LiveMatch } from "./live/live-match.js";
import { type LiveDeps, LiveMatches } from "./live/live-matches.js";
import { type RulesWatch, UNWATCHED } from "./live/rules-watch.js";
import { BEAT_EVERY_MS, OUTAGES, type OutageOptions, Outages } from "./live/outages.js";
import { LOOK_AT_SETTINGS_MS, SettingsBoard } from "./live/settings-board.js";
import { LOOK_EVERY_MS, StandstillWatch } from "./live/standstill-watch.js";
import type { Ports } from "./ports.js";
import { Attendance, RENEW_EVERY_MS } from "./presence/attendance.js";
import { LocalSeatSessions } from "./presence/seat-sessions.js";
import type { RpcDeps } from "./rpc/context.js";
import { RequestLimits, type RequestRates } from "./rpc/request-limits.js";
import { Deadlines, type TimingOptions } from "./timers/deadlines.js";
import { levelOnWakeups } from "./timers/level-on-wakeups.js";
import type { Round } from "./timers/rounds.js";
import { closeAbsence } from "./usecases/close-absence.js";
import { comeBack, reunite } from "./usecases/come-back.js";
import type { RetentionOptions } from "./usecases/clean-up.js";
import type { Deps, Games } from "./usecases/deps.js";

export interface CoreOptions {
  /** Left out: nobody plays the seats of bots here. */
  readonly bots?: BotOptions;
  readonly ports: Ports;
  readonly nodeId: string;
  readonly games: Games;
  readonly tokens: RpcDeps["tokens"];
  /** Left out: everything is kept for ever. */
  readonly retention?: RetentionOptions;
  /** Left out: nobody watches what rules do. */
  readonly rules?: RulesWatch;
  /** Left out: administrators cannot audit or clean up here. */
  readonly keeper?: MatchKeeper;
  /** Left out: nothing is set while it runs. */
  readonly settings?: SettingsStore;
  /** Left out: there is no administration. */
  readonly adminKey?: RpcDeps["adminKey"];
  readonly rateLimits: boolean;
  /** Left out: a connection, an address and a player may ask as often as they like. */
  readonly requestRates?: RequestRates | undefined;
  /** How long a seat may be without a connection before the others are told. */
  readonly debounceMs: number;
  readonly timing: TimingOptions & Pick<LiveDeps, "graceMs"> & { readonly extensionMs: number };
  /** Left out: as everywhere. */
  readonly outages?: OutageOptions;
  /** A connection has lost a seat to a newer one, and its watchers of that seat were told. */
  readonly onSuperseded: (connectionId: string) => void;
}
export interface Core {
  readonly ports: Ports;
  /** What the procedures are given. */
  readonly rpc: RpcDeps;
  /** Heartbeats, and what they told. The first is best made before anybody is let in. */
  readonly outages: Outages;
  /** What is set while servers run. The first look is best made before anybody is let in. */
  readonly settings: SettingsBoard | null;
  /** The periodic work, to be started by whoever runs the core. */
  readonly rounds: readonly Round[];
  /** Called when a connection has closed, for whatever reason. */
  forget(connectionId: string): void;
  /** Called first when the node stops: those it sends away are not counted as absent by it. */
  settleNoMore(): Promise<void>;
}

/** A core on these ports, listening to wake-ups; nothing of it runs by itself before its rounds are started. */
export function createCore(options: CoreOptions): Core {
  const { ports, nodeId, games, debounceMs, timing } = options;
  const { store, coordination, clock, log } = ports;
  const standstill = new StandstillWatch(clock, (ms) => {
    log.warn({ ms }, "this process stood still; what it holds is held against the log");
    matches.doubtAll();
    void seats.checkAll();
  });
  const { rules = UNWATCHED } = options;
  const outages = new Outages({ ports, nodeId }, options.outages ?? OUTAGES);
  const settings = settingsOf(options, (matchId) => matches.refreshSettings(matchId));
  const matches = new LiveMatches({
    store,
    findGame: games.find,
    clock,
    wakeups: coordination.wakeups,
    log,
    standstill,
    graceMs: timing.graceMs,
    rules,
    onHead: (live) => bots?.lookAt(live),
    outages,
    settings: settings?.board,
  });
  listenToOthers(ports, matches);
  const seats = new LocalSeatSessions(ports, options.onSuperseded);
  const deps: Deps = { ports, matches, games, seats, settings };
  const bots = options.bots === undefined ? null : new BotPlayers(deps, options.bots);
  const attendance = new Attendance({
    ports,
    nodeId,
    debounceMs,
    outages,
    closeAbsence: (live, gone) => closeAbsence(deps, live, gone),
    reunite: (live) => reunite(deps, live),
  });
  return {
    ports,
    outages,
    settings: settings?.board ?? null,
    rpc: {
      ...deps,
      ...edgesOf(options),
      attend: attending(deps, { seats, attendance, bots, extensionMs: timing.extensionMs }),
    },
    rounds: [
      { name: "service", everyMs: BEAT_EVERY_MS, run: () => outages.beat() },
      { name: "standstill", everyMs: LOOK_EVERY_MS, run: () => standstill.look() },
      { name: "stalls", everyMs: 1_033, run: () => rules.refresh() },
      { name: "seats", everyMs: 4_987, run: () => seats.checkAll() },
      ...(bots === null ? [] : [{ name: "bots", everyMs: 1_093, run: () => bots.lookAtAll() }]),
      ...roundsOf(deps, { attendance, deadlines: new Deadlines({ ports, matches }, timing), nodeId, outages }),
    ],
    forget: (connectionId) => seats.forget(connectionId),
    settleNoMore: () => {
      bots?.stop();
      return attendance.stop();
    },
  };
}

function settingsOf({ ports, settings: store }: CoreOptions, onChange: (matchId: string | null) => void) {
  if (store === undefined) return;
  const { log, coordination } = ports;
  const reading = { server: readServerSettings, match: readMatchSettings };
  const board = new SettingsBoard({ store, wakeups: coordination.wakeups, log, reading, onChange });
  return { store, board };
}

function listenToOthers({ coordination, clock, log }: Ports, matches: LiveMatches): void {
  levelOnWakeups(coordination.wakeups, matches, log);
  hearOfRefusals(coordination.wakeups, matches, clock);
}

/** What the procedures are given besides the core itself. */
function edgesOf(options: CoreOptions): Omit<RpcDeps, keyof Deps | "attend"> {
  return {
    tokens: options.tokens,
    keeper: options.keeper ?? null,
    retention: options.retention ?? { keepMs: 0, budgetBytes: 0 },
    adminKey: options.adminKey ?? new AdminKey(""),
    rateLimits: options.rateLimits,
    limits: options.requestRates ? new RequestLimits(options.ports.clock, options.requestRates) : null,
  };
}

interface Welcome {
  readonly bots: BotPlayers | null;
  readonly seats: LocalSeatSessions;
  readonly attendance: Attendance;
  readonly extensionMs: number;
}

/** What is done when somebody begins to follow a match, and undone when they stop. */
function attending(deps: Deps, { seats, attendance, bots, extensionMs }: Welcome): RpcDeps["attend"] {
  const welcome = (live: LiveMatch, seat: Seat) => {
    comeBack(deps, live, seat, extensionMs).catch((fault: unknown) => {
      if (fault instanceof StorageUnavailable) return;
      deps.ports.log.error({ matchId: live.id, fault: String(fault) }, "a return could not be settled");
    });
  };
  return (watcher, { playerId }) => {
    seats.attach(watcher);
    attendance.arrived(watcher, playerId);
    const { match, seat, connectionId } = watcher;
    if (seat !== null && connectionId !== null) welcome(match, seat);
    bots?.lookAt(match);
    return () => {
      seats.detach(watcher);
      attendance.departed(watcher);
    };
  };
}

interface Periodic {
  readonly attendance: Attendance;
  readonly deadlines: Deadlines;
  readonly nodeId: string;
  readonly outages: Outages;
}

function roundsOf(
  { ports, matches, settings }: Deps,
  { attendance, deadlines, nodeId, outages }: Periodic,
): readonly Round[] {
  const { coordination } = ports;
  let generation: string | null = null;
  return [
    ...(settings ? [{ name: "settings", everyMs: LOOK_AT_SETTINGS_MS, run: () => settings.board.look() }] : []),
    { name: "anti-entropy", everyMs: 797, run: () => matches.levelAll() },
    { name: "deadlines", everyMs: 241, run: () => deadlines.settleHere() },
    { name: "deadline index", everyMs: 263, run: () => deadlines.settleIndexed() },
    { name: "deadline sweep", everyMs: 1_019, run: () => deadlines.sweep() },
    { name: "presence", everyMs: RENEW_EVERY_MS, run: () => attendance.renew() },
    { name: "heartbeat", everyMs: 1_879, run: () => coordination.nodes.beat(nodeId, 6_000) },
    {
      name: "generation",
      everyMs: 1_201,
      async run() {
        const now = await coordination.generation();
        outages.noteBoard(now !== null);
        if (now === null || now === generation) return;
        if (generation !== null) {
          deadlines.rebuild();
          await attendance.renew();
        }
        generation = now;
      },
    },
    { name: "frames", everyMs: 1_109, run: () => matches.forgetFrames() },
    {
      name: "idle",
      everyMs: 9_973,
      run() {
        matches.dropIdle((matchId) => attendance.isWaiting(matchId));
        attendance.forgetIdle((matchId) => matches.peek(matchId) !== null);
      },
    },
  ];
}
