/** Takes down what happens in a world: for the checker, for the trace of a failing seed, and for the counters. */
import { createHash, type Hash } from "node:crypto";
import type { StateFrame } from "@holdfast/protocol";
import type {
  Here,
  Injected,
  Moment,
  Operation,
  OperationOutcome,
  Resume,
  SeenEvents,
  SeenFrame,
  SeenReset,
} from "../checker/history.js";
import type { Sometimes } from "../sometimes.js";
import type { Timeline } from "./timeline.js";
import { WORLD_BEGINS } from "./timeline.js";

/** Lines of the trace kept to be shown. */
const TAIL = 120;

export type OpenOperation = { -readonly [K in keyof Operation]: Operation[K] };

export class Recorder {
  readonly operations: OpenOperation[] = [];
  readonly frames: SeenFrame[] = [];
  readonly events: SeenEvents[] = [];
  readonly resets: SeenReset[] = [];
  readonly here: { -readonly [K in keyof Here]: Here[K] }[] = [];
  readonly resumes: { -readonly [K in keyof Resume]: Resume[K] }[] = [];
  readonly losses: Moment[] = [];
  /** When storage was away for everybody. */
  readonly outages: { -readonly [K in keyof Injected]: Injected[K] }[] = [];
  /** What a node complained of: in a sound system none of these is ever heard. */
  readonly alarms: string[] = [];
  readonly poisoned = new Set<string>();
  readonly threwAt = new Set<string>();
  readonly counts = new Map<Sometimes, number>();
  readonly #byMsgId = new Map<string, OpenOperation>();
  /** By open request: the node that it reached last. */
  readonly #reached = new Map<OpenOperation, object>();
  readonly #hash: Hash = createHash("sha256");
  readonly #tail: string[] = [];

  constructor(private readonly timeline: Timeline) {}

  /** One line of the trace. It must not say anything that differs from run to run. */
  trace(line: string): void {
    const text = `${(this.timeline.now - WORLD_BEGINS).toFixed(3)} ${line}`;
    this.#tail.push(text);
    if (this.#tail.length > 2 * TAIL) this.#hash.update(this.#tail.splice(0, TAIL).join("\n"));
  }

  get tail(): readonly string[] {
    return this.#tail.slice(-TAIL);
  }
  /** The whole trace in one value. Called once, at the end. */
  digest(): string {
    return this.#hash.update(this.#tail.join("\n")).digest("hex");
  }

  sometimes(what: Sometimes): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  alarm(what: string): void {
    this.trace(`ALARM ${what}`);
    this.alarms.push(what);
  }

  invoked(
    op: Pick<Operation, "client" | "actorId" | "kind" | "msgId" | "matchId" | "basedOn" | "payload">,
  ): OpenOperation {
    const open: OpenOperation = {
      ...op,
      invokedAt: this.timeline.now,
      returnedAt: null,
      arrivedAt: null,
      outcome: { kind: "unknown" },
    };
    this.operations.push(open);
    this.#byMsgId.set(op.msgId, open);
    this.trace(`${op.client} ${op.kind} ${op.msgId} on ${op.basedOn} ${JSON.stringify(op.payload)}`);
    return open;
  }

  returned(open: OpenOperation, outcome: OperationOutcome): void {
    open.returnedAt = this.timeline.now;
    open.outcome = outcome;
    this.trace(`${open.client} ${open.kind} ${open.msgId} => ${JSON.stringify(outcome)}`);
  }

  /** The answer takes note of when that was answered. */
  resumed(client: string): () => void {
    const resume: (typeof this.resumes)[number] = { client, at: this.timeline.now, answeredAt: null };
    this.resumes.push(resume);
    return () => {
      resume.answeredAt = this.timeline.now;
    };
  }
  lost(client: string): void {
    this.losses.push({ client, at: this.timeline.now });
  }

  /** A request with this msgId has reached a node. */
  arrived(msgId: string, node: object): void {
    const open = this.#byMsgId.get(msgId);
    if (!open || open.returnedAt !== null) return;
    open.arrivedAt = this.timeline.now;
    open.leftAt = null;
    this.#reached.set(open, node);
  }

  /** A node has died or was stopped: whatever it had to answer waits for something else. */
  left(node: object): void {
    for (const [open, reached] of this.#reached) {
      if (open.returnedAt !== null) this.#reached.delete(open);
      else if (reached === node) open.leftAt ??= this.timeline.now;
    }
  }

  frame(where: SeenFrame["where"], client: string, frame: StateFrame): void {
    const { matchId, epoch, version, from, you, view } = frame;
    this.frames.push({
      where,
      client,
      at: this.timeline.now,
      matchId,
      epoch,
      version,
      from,
      you,
      view: JSON.stringify(view),
    });
    if (where === "shown") this.trace(`${client} shows ${matchId.slice(0, 4)} v${version}`);
  }
}
