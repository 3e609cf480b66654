/** One life of a node: the real core on ports that reach into the simulated world, and die with the process. */
import { type Core, createCore } from "../../../apps/server/src/core.js";
import type { Log } from "../../../apps/server/src/ports.js";
import { startRounds } from "../../../apps/server/src/timers/rounds.js";
import type { Chance } from "./chance.js";
import { coordinationLine, SimStorageLine } from "./lines.js";
import type { Frame, Link } from "./link.js";
import { ServerEnd } from "./server-end.js";
import { coordinationOver } from "./sim-coordination.js";
import { SimStore } from "./sim-store.js";
import { simTokens } from "./sim-tokens.js";
import { ThrownByPlan, type Troubles, troubledGames } from "./troubled-games.js";
import { VirtualProcess } from "./virtual-process.js";
import type { World } from "./world.js";

const DEBOUNCE_MS = 2_000;
/** Silence after which a node gives a connection up: one and a half of the clients' heartbeats. */
const SILENCE_MS = 3_000;
/** The warm-up is shorter than in life: a world lasts for seconds. */
const TIMING = { graceMs: 500, warmUpMs: 2_000, extensionMs: 1_500 };
/** Shorter than in life, all but what must hold of clocks. */
const OUTAGES = { gapMs: 2_000, backMs: 2_000, clockToleranceMs: 100 };
/** Longer than a turn of any sound rules. */
const SLOW_RULES_MS = [30, 1_800] as const;
/** How long a reader may be behind before it is cut off. */
const SLOW_READER_MS = 2_500;
/** As in life: how often it is looked for tokens that have ended, and how long their owners are still told so. */
const [EXPIRY_MS, EXPIRED_FOR_MS] = [1_013, 1_000];
/** Kept low, so that the limits of a batch are met. */
const TUNING = { maxBatch: 4, giveUpAfterMs: 30_000 };

export class SimNode {
  readonly process: VirtualProcess;
  readonly core: Core;
  readonly name: string;
  readonly #ends = new Map<string, ServerEnd>();
  readonly #links = new Map<string, Link>();
  readonly #chance: Chance;

  constructor(
    private readonly world: World,
    place: number,
    life: number,
  ) {
    const name = `node${place}`;
    this.name = name;
    this.#chance = world.chance.fork(`${name}/${life}`);
    this.process = new VirtualProcess(name, world.timeline);
    const { process } = this;
    const chance = this.#chance;
    const fates = world.fatesOf(place, chance);
    const coordination = coordinationOver(world.coordination, coordinationLine(world, process, fates));
    const store = new SimStore(world.database, new SimStorageLine(world, process, fates, chance.fork("jitter")), {
      ...TUNING,
      writers: world.habits.writers,
    });
    const random = { bytes: (count: number) => chance.bytes(count), uuid: () => chance.uuid() };
    this.core = createCore({
      ports: { store, coordination, clock: process.clock, random, log: alarmsOnly(world, name, process) },
      nodeId: `${name}.${life}`,
      games: troubledGames(this.#troubles(chance.fork("rules"))),
      tokens: simTokens(() => process.clock.now(), {
        lifeMs: () => world.tokenMs,
        endOf: (expiresAt) => world.endOfToken(expiresAt),
      }),
      rateLimits: false,
      debounceMs: DEBOUNCE_MS,
      timing: TIMING,
      outages: OUTAGES,
      onSuperseded: (connectionId) => this.#superseded(connectionId),
    });
    const expiry = { name: "expired tokens", everyMs: EXPIRY_MS, run: () => this.#closeExpired() };
    startRounds([...this.core.rounds, expiry], process.clock, this.core.ports.log);
    process.onPause(() => world.recorder.left(process));
    process.onEnd(() => {
      world.recorder.left(process);
      coordination.unplug();
      this.#died();
    });
  }

  #troubles(chance: Chance): Troubles | null {
    const { world } = this;
    const { throwingRules, slowRules } = world.chosen;
    if (throwingRules === 0 && slowRules === 0) return null;
    return {
      throwsAt: (asked) => throwingRules > 0 && world.rulesThrowAt(asked()),
      holdUp: () => {
        if (!chance.is(world.faults.slowRules)) return;
        world.recorder.sometimes("slow rules");
        this.process.pause(chance.between(SLOW_RULES_MS));
      },
    };
  }

  /** A connection has reached this node. */
  accept(link: Link): void {
    const id = `${this.name}/${this.#chance.uuid().slice(0, 8)}`;
    const { process } = this;
    let watchSilence = () => {};
    const end = new ServerEnd({
      id,
      core: this.core,
      send: (frame) => this.#send(link, frame),
      isFull: () => link.isClogged,
      close: (code, reason) => this.#close(id, code, reason),
      onArrival: (msgId) => this.world.recorder.arrived(msgId, process),
      onRefusal: (code) => code === "token_expired" && this.world.recorder.sometimes("token expired"),
      onSkipped: () => this.world.recorder.sometimes("slow reader skipped versions"),
      onPatch: () => this.world.recorder.sometimes("told as a patch"),
      onRenewed: () => this.world.recorder.sometimes("token renewed"),
      onHere: (matchId, playerId) => this.world.here(matchId, playerId),
    });
    this.#ends.set(id, end);
    this.#links.set(id, link);
    const heard = () => {
      watchSilence();
      watchSilence = process.clock.after(SILENCE_MS, () => this.#close(id, 4408, "silent"));
    };
    heard();
    let watchReader = () => {};
    link.attach("node", {
      clogged: (isClogged) => {
        watchReader();
        if (isClogged) watchReader = process.clock.after(SLOW_READER_MS, () => this.#cutSlow(id));
        else process.reach(() => end.writable());
      },
      received: ({ text }) =>
        process.reach(() => {
          if (!this.#ends.has(id)) return;
          heard();
          end.receive(text);
        }),
      closed: () =>
        process.reach(() => {
          watchSilence();
          watchReader();
          this.#gone(id);
        }),
    });
  }

  /** Streams do not outlive the right to see them. */
  #closeExpired(): void {
    const by = this.process.clock.now() - EXPIRED_FOR_MS;
    for (const [id, end] of [...this.#ends]) {
      if (!end.hasEnded(by)) continue;
      this.world.recorder.sometimes("closed for its token");
      this.#close(id, 4401, "token_expired");
    }
  }

  #send(link: Link, frame: Frame): void {
    if (!this.process.isAlive) return;
    if (frame.state) this.world.told(this.process, frame.state.matchId, frame.state.version);
    link.send("page", frame);
  }

  #cutSlow(id: string): void {
    if (!this.#ends.has(id)) return;
    this.world.recorder.sometimes("slow reader cut off");
    this.#close(id, 4413, "the reader is too slow");
  }

  #close(id: string, code: number, reason: string): void {
    if (!this.process.isAlive) return;
    this.#links.get(id)?.end("node", code, reason);
    this.#gone(id);
  }

  #gone(id: string): void {
    this.#ends.get(id)?.closed();
    this.#ends.delete(id);
    this.#links.delete(id);
  }

  /** As the real socket does: closed unless something else lives on it, once the farewell has left. */
  #superseded(id: string): void {
    this.world.recorder.sometimes("superseded");
    this.process.clock.after(0, () => {
      if (this.#ends.get(id)?.liveSubscriptions === 0) this.#close(id, 4409, "superseded");
    });
  }

  #died(): void {
    for (const end of this.#ends.values()) end.died();
    for (const link of this.#links.values()) link.died("node", this.#chance.is(this.world.faults.halfOpen / 2));
    this.#ends.clear();
    this.#links.clear();
  }
}

/** What is logged as an error is something that never happens in a sound system. */
function alarmsOnly(world: World, name: string, process: VirtualProcess): Log {
  const quiet = () => {};
  const error = (fields: object, message: string) => {
    const text = JSON.stringify(fields);
    if (process.isAlive && !text.includes(ThrownByPlan.name)) world.recorder.alarm(`${name}: ${message} ${text}`);
  };
  return { debug: quiet, info: quiet, warn: quiet, error };
}
