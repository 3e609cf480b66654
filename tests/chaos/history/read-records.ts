/** What the bots wrote down, as the checker reads it, and the rest of it for those who measure. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Here, Moment, Operation, SeenEvents, SeenFrame, SeenReset } from "../../simulation/checker/history.js";
import type {
  BotRecord,
  CaughtUpRecord,
  DialRecord,
  DozeRecord,
  InvokeRecord,
  NodeIndex,
  ReturnRecord,
  SentRecord,
  StatusRecord,
} from "./records.js";

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** A request, and the nodes by which it went and came. */
export type TracedOperation = Operation & { readonly node: NodeIndex };
export type TracedFrame = SeenFrame & { readonly node: NodeIndex };

export interface Records {
  readonly operations: readonly TracedOperation[];
  readonly frames: readonly TracedFrame[];
  readonly events: readonly SeenEvents[];
  readonly resets: readonly SeenReset[];
  readonly resumes: readonly Moment[];
  readonly losses: readonly Moment[];
  readonly here: readonly Here[];
  readonly statuses: readonly StatusRecord[];
  readonly caughtUp: readonly CaughtUpRecord[];
  readonly dozes: readonly DozeRecord[];
  readonly dials: readonly DialRecord[];
  readonly sent: readonly SentRecord[];
  readonly faults: readonly string[];
}

/** Reads every file to its end. Records of one client are in the order in which it wrote them. */
export async function readRecords(files: readonly string[]): Promise<Records> {
  const collector = new Collector();
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      // The last line of a process that was ended by force may be torn.
      if (line.endsWith("}")) collector.take(JSON.parse(line) as BotRecord);
    }
  }
  return collector.records;
}

class Collector {
  readonly records = {
    operations: [] as Open<TracedOperation>[],
    frames: [] as TracedFrame[],
    events: [] as SeenEvents[],
    resets: [] as SeenReset[],
    resumes: [] as Moment[],
    losses: [] as Moment[],
    here: [] as Here[],
    statuses: [] as StatusRecord[],
    caughtUp: [] as CaughtUpRecord[],
    dozes: [] as DozeRecord[],
    dials: [] as DialRecord[],
    sent: [] as SentRecord[],
    faults: [] as string[],
  };
  readonly #open = new Map<string, Open<TracedOperation>>();
  /** Views repeat: each text is kept once. */
  readonly #texts = new Map<string, string>();

  take(record: BotRecord): void {
    const { records } = this;
    switch (record.t) {
      case "invoke":
        return this.#invoked(record);
      case "return":
        return this.#returned(record);
      case "frame":
        return void records.frames.push({ ...record, view: this.#once(record.view) });
      case "events":
        return void records.events.push({ ...record, events: this.#once(record.events) });
      case "reset":
        return void records.resets.push(record);
      case "resume":
        return void records.resumes.push(record);
      case "loss":
        return void records.losses.push(record);
      case "here":
        return void records.here.push(record);
      case "status":
        return void records.statuses.push(record);
      case "caught-up":
        return void records.caughtUp.push(record);
      case "doze":
        return void records.dozes.push(record);
      case "dial":
        return void records.dials.push(record);
      case "sent":
        return void records.sent.push(record);
      case "fault":
        return void records.faults.push(`${record.client}: ${record.what}`);
    }
  }

  #invoked({ op, at, node, client, actorId, matchId, kind, msgId, basedOn, payload }: InvokeRecord): void {
    const times = { invokedAt: at, returnedAt: null, arrivedAt: null, outcome: { kind: "unknown" } as const };
    const open = { node, client, actorId, matchId, kind, msgId, basedOn, payload, ...times };
    this.#open.set(op, open);
    this.records.operations.push(open);
  }

  #returned({ op, at, outcome, matchId }: ReturnRecord): void {
    const open = this.#open.get(op);
    if (open === undefined) throw new Error(`an answer to ${op}, which nobody had asked`);
    open.returnedAt = at;
    open.outcome = outcome;
    open.matchId = matchId ?? open.matchId;
  }

  #once(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}
