/**
 * A match that counts: every accepted move is one version. It answers as a server may, well or badly, and notes whatever
 * a client must never do.
 */
import type { Asked, FakeServer, FakeSocket, Told } from "./fake-server.js";
import { receipt, RETRY, stateFrame, SUPERSEDED, WRONG_TURN } from "./world.js";

export type Mode = "answer" | "apply and hold" | "hold" | "retry" | "apply and retry" | "refuse";

export class CountingMatch {
  readonly log: string[] = [];
  readonly refused: Set<string> = new Set();
  /** What no client may do, as it was done. */
  readonly troubles: string[] = [];
  mode: Mode = "answer";
  readonly #payloads = new Map<string, string>();
  readonly #open = new Map<FakeSocket, string>();
  /** The connection that holds the seat. */
  #holder: FakeSocket | null = null;

  constructor(private readonly server: FakeServer) {
    const { answers } = server;
    answers.set("match.move", (asked) => this.#move(asked));
    answers.set("match.resume", (asked) => {
      this.#claim(asked.socket);
      return { data: { ok: true, value: { state: this.frame(asked.input.knownVersion) } } };
    });
    answers.set("match.state", (asked) => {
      this.#claim(asked.socket);
      return { data: this.frame(asked.input.knownVersion) };
    });
    answers.set("match.get", () => ({ data: {} }));
    answers.set("match.events", ({ input }) => ({ data: { commits: this.#after(Number(input.after)), next: null } }));
  }

  frame(known: unknown): { epoch: number; version: number } {
    const from = typeof known === "number" ? known : null;
    const serverTime = this.server.clock.now();
    return stateFrame(this.log.length, { from, serverTime, events: from === null ? [] : this.#after(from) });
  }

  /** The newest connection has the seat; the one before is told, and closed. */
  #claim(socket: FakeSocket): void {
    const before = this.#holder;
    this.#holder = socket;
    if (before === null || before === socket || before.state !== "open") return;
    this.server.endFeeds(SUPERSEDED, before);
    this.server.clock.after(2, () => before.drop(4409));
  }

  #after(version: number): object[] {
    return this.log.slice(version).map((msgId, at) => ({ version: version + at + 1, at: 0, seat: 0, events: [msgId] }));
  }

  #move(asked: Asked): Told {
    const msgId = String(asked.input.msgId);
    this.#watch(asked, msgId);
    if (this.mode === "hold" || this.mode === "apply and hold") this.#open.set(asked.socket, msgId);
    if (this.mode === "hold") return "hold";
    if (this.mode === "retry") return { data: { ok: false, rejection: RETRY } };
    if (this.mode === "refuse" && !this.log.includes(msgId)) this.refused.add(msgId);
    if (this.refused.has(msgId)) return { data: { ok: false, rejection: WRONG_TURN } };
    const isDuplicate = this.log.includes(msgId);
    if (!isDuplicate) this.#accept(msgId);
    if (this.mode === "apply and hold") return "hold";
    if (this.mode === "apply and retry") return { data: { ok: false, rejection: RETRY } };
    return { data: receipt(this.log.indexOf(msgId) + 1, isDuplicate) };
  }

  #watch({ socket, input }: Asked, msgId: string): void {
    const payload = JSON.stringify(input);
    if ((this.#payloads.get(msgId) ?? payload) !== payload) this.troubles.push(`${msgId} changed on the way`);
    this.#payloads.set(msgId, payload);
    const before = this.#open.get(socket);
    if (before !== undefined) this.troubles.push(`${msgId} sent while ${before} is in flight`);
    for (const [other, held] of this.#open)
      if (held === msgId && other !== socket && isWaitedFor(other))
        this.troubles.push(`${msgId} in flight on two pages`);
  }

  #accept(msgId: string): void {
    const from = this.log.length;
    this.log.push(msgId);
    this.server.push(this.frame(from));
  }
}

/** Whether anybody at the other end waits for an answer on it. */
function isWaitedFor({ state, endedBy, owner }: FakeSocket): boolean {
  return state === "open" && endedBy === null && owner?.isAwake === true;
}
