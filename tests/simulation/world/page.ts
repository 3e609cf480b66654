/** One page (or app) of a player: the real SDK client on a simulated network, with a clock of its own. */
import { type Client, ClosedError, createClient, HoldfastError, type Match, UncertainError } from "@holdfast/sdk";
import type { KeyValueStorage, WebSocketConstructor } from "@holdfast/sdk";
import type { Json } from "@holdfast/engine";
import type { StateFrame } from "@holdfast/protocol";
import type { Operation } from "../checker/history.js";
import type { Chance } from "./chance.js";
import type { Link } from "./link.js";
import type { OpenOperation } from "./recorder.js";
import { simSocket } from "./sim-socket.js";
import { VirtualProcess } from "./virtual-process.js";
import type { World } from "./world.js";

/** Faster than in life, so that a world need not last for minutes: see `SILENCE_MS` of the nodes. */
const HEARTBEAT_MS = 2_000;
const DEAD_MS = 3_000;
const MOVE_DEADLINE_MS = 8_000;

export interface PageOwner {
  readonly playerId: string;
  /** A token for a new connection. */
  readonly token: () => string;
  readonly storage: KeyValueStorage;
  readonly clockOffsetMs: number;
}
/** The same state as before, in which at most others came or went. */
function isOnlyPresence(before: Shown | null, { epoch, version, view }: Shown): boolean {
  return before?.view === view && before.version === version && before.epoch === epoch;
}

type Shown = Pick<StateFrame, "epoch" | "version" | "view">;
type Asked = Pick<Operation, "kind" | "matchId" | "basedOn" | "payload">;
/** What a request was answered with, as far as the record needs it. */
interface Answered {
  readonly ok: boolean;
  readonly value?: { readonly version?: number; readonly duplicate?: boolean };
  readonly rejection?: HoldfastError["rejection"];
}

export class Page {
  readonly process: VirtualProcess;
  readonly client: Client;
  match: Match | null = null;
  /** The newest connection. */
  link: Link | null = null;
  /** Requests that have no answer yet. */
  waiting = 0;
  /** Its player pays no attention before this. */
  dozesUntil = 0;
  /** When it was last told that its seat is held elsewhere. */
  overruledAt = 0;
  #lastId = "";

  constructor(
    private readonly world: World,
    readonly name: string,
    private readonly owner: PageOwner,
    chance: Chance,
  ) {
    this.process = new VirtualProcess(name, world.timeline);
    this.process.clockOffsetMs = owner.clockOffsetMs;
    const WebSocket: WebSocketConstructor = simSocket(world, this, chance.fork("socket"));
    const uuid = () => {
      this.#lastId = chance.uuid();
      return this.#lastId;
    };
    this.client = createClient({
      url: "ws://simulated",
      token: owner.token,
      storage: owner.storage,
      heartbeatMs: HEARTBEAT_MS,
      deadMs: DEAD_MS,
      moveDeadlineMs: MOVE_DEADLINE_MS,
      ports: {
        clock: this.process.clock,
        random: { unit: () => chance.unit(), uuid },
        WebSocket,
        fetch: () => new Promise(() => {}),
      },
    });
  }

  /** Takes note of everything this match shows from now on. */
  follow(match: Match): void {
    this.match = match;
    const { recorder } = this.world;
    let shown: Shown | null = null;
    match.subscribe((typed) => {
      // A view is plain JSON, whatever the game's own type calls it.
      const snapshot = typed as unknown as StateFrame;
      if (!this.process.isAlive || isOnlyPresence(shown, snapshot)) return;
      shown = snapshot;
      recorder.frame("shown", this.name, snapshot);
    });
    match.onEvents(({ version, events }) => {
      if (!this.process.isAlive) return;
      const you = { role: match.role, seat: match.seat };
      const epoch = match.snapshot?.epoch ?? 0;
      const seen = { client: this.name, matchId: match.id, you, epoch, version, events: JSON.stringify(events) };
      recorder.events.push(seen);
    });
    match.onReset(({ epoch, version, before }) => {
      if (!this.process.isAlive) return;
      const at = this.world.timeline.now;
      recorder.resets.push({ client: this.name, at, matchId: match.id, epoch, before: before.epoch });
      recorder.sometimes("told that the log was taken back");
      recorder.trace(`${this.name} is told: epoch ${epoch} at ${version}, not ${before.epoch} at ${before.version}`);
    });
    match.onStatus((status) => {
      if (status === "superseded") this.overruledAt = this.world.timeline.now;
      recorder.trace(`${this.name} is ${status}`);
    });
  }

  /** Sends a request and records it under the msgId that the client gives it. */
  async ask(asked: Asked, send: () => Promise<unknown>): Promise<unknown> {
    this.#lastId = "";
    const promise = send();
    // Refused on the spot: nothing was sent, and nothing can come of it.
    if (this.#lastId === "") return promise.catch(() => null);
    const op = this.world.recorder.invoked({
      ...asked,
      client: this.name,
      actorId: this.owner.playerId,
      msgId: this.#lastId,
    });
    this.waiting += 1;
    try {
      const answer = await promise;
      if (this.process.isAlive) this.#answered(op, answer as Answered & Partial<Match>);
      return answer;
    } catch (fault) {
      if (this.process.isAlive) this.#failed(op, fault);
      return null;
    } finally {
      this.waiting -= 1;
    }
  }

  /** Gone without a word: closed, or reloaded. What the client kept in storage stays there. */
  end(): void {
    this.world.recorder.lost(this.name);
    this.process.end();
  }

  #answered(op: OpenOperation, answer: Answered & Partial<Match>): void {
    const { recorder } = this.world;
    // Creating and joining answer with the match itself.
    if (answer.id !== undefined) {
      op.matchId = answer.id;
      return recorder.returned(op, { kind: "accepted", version: null, duplicate: false });
    }
    if (answer.ok) return this.#accepted(op, answer.value ?? {});
    if (answer.rejection) this.#refused(op, answer.rejection);
  }

  #accepted(op: OpenOperation, { version, duplicate = false }: NonNullable<Answered["value"]>): void {
    if (duplicate) this.world.recorder.sometimes("duplicate receipt");
    this.world.recorder.returned(op, { kind: "accepted", version: version ?? null, duplicate });
  }

  #refused(op: OpenOperation, { code, reason, recovery }: HoldfastError["rejection"]): void {
    const { recorder } = this.world;
    // Said by the client itself, about something that may have been sent before: no answer of a server.
    if (reason === "newer_connection" || reason === "not_sent" || reason === "no_answer") {
      return recorder.returned(op, { kind: "unknown" });
    }
    if (code === "stale_version") recorder.sometimes("stale version");
    if (reason === "unstorable") recorder.sometimes("poison refused");
    recorder.returned(op, { kind: "refused", rejection: { code, reason, recovery } });
  }

  #failed(op: OpenOperation, fault: unknown): void {
    if (fault instanceof HoldfastError) return this.#refused(op, fault.rejection);
    if (fault instanceof UncertainError) {
      this.world.recorder.sometimes(fault.rejection?.code === "desync" ? "desync" : "uncertain answer");
    } else if (!(fault instanceof ClosedError)) throw fault;
    this.world.recorder.returned(op, { kind: "unknown" });
  }
}

/** A move as plain JSON. */
export type PlainMove = { readonly type: string } & { readonly [key: string]: Json };
