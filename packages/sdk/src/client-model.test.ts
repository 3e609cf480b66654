/**
 * The client under random trouble: lost, silent and refused connections, slow and failing answers, takeovers and page
 * reloads. The server keeps a log with msgIds, so every broken promise shows.
 */
import { expect, test } from "vitest";
import type { Match } from "./api.js";
import { UncertainError } from "./errors.js";
import { FakeClock } from "./testing-support/fake-clock.js";
import { FakeRandom } from "./testing-support/fake-random.js";
import { type Asked, FakeServer, type Told } from "./testing-support/fake-server.js";
import {
  MATCH,
  makeWorld,
  receipt,
  RETRY,
  stateFrame,
  SUPERSEDED,
  type World,
  WRONG_TURN,
} from "./testing-support/world.js";

type Mode = "answer" | "apply and hold" | "hold" | "retry" | "apply and retry" | "refuse";

/** A match that counts: every accepted move is one version. */
class Counting {
  readonly log: string[] = [];
  readonly refused = new Set<string>();
  readonly payloads = new Map<string, string>();
  readonly troubles: string[] = [];
  readonly #open = new Map<object, string>();
  mode: Mode = "answer";

  constructor(private readonly server: FakeServer) {
    server.answers.set("match.move", (asked) => this.#move(asked));
    server.answers.set("match.resume", ({ input }) => ({
      data: { ok: true, value: { state: this.frame(input.knownVersion) } },
    }));
    server.answers.set("match.get", () => ({ data: {} }));
    server.answers.set("match.state", ({ input }) => ({ data: this.frame(input.knownVersion) }));
    server.answers.set("match.events", ({ input }) => ({
      data: { commits: this.#after(Number(input.after)), next: null },
    }));
  }

  frame(known: unknown): { epoch: number; version: number } {
    const from = typeof known === "number" ? known : null;
    return stateFrame(this.log.length, { from, events: from === null ? [] : this.#after(from) });
  }

  #after(version: number): object[] {
    return this.log.slice(version).map((msgId, at) => ({ version: version + at + 1, at: 0, seat: 0, events: [msgId] }));
  }

  #move(asked: Asked): Told {
    const msgId = String(asked.input.msgId);
    const payload = JSON.stringify(asked.input);
    if ((this.payloads.get(msgId) ?? payload) !== payload) this.troubles.push(`${msgId} changed on the way`);
    this.payloads.set(msgId, payload);
    const before = this.#open.get(asked.socket);
    if (before !== undefined) this.troubles.push(`${msgId} sent while ${before} is in flight`);
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

  #accept(msgId: string): void {
    const from = this.log.length;
    this.log.push(msgId);
    this.server.push(this.frame(from));
  }
}

interface Page {
  readonly world: World;
  readonly match: Match;
  readonly events: number[];
  readonly versions: number[];
}

async function openPage(clock: FakeClock, server: FakeServer, from: Partial<World>): Promise<Page> {
  const world = makeWorld({}, { ...from, clock, server });
  const opening = world.client.resume(MATCH);
  await clock.advance(30);
  const match = await opening;
  const page: Page = { world, match, events: [], versions: [] };
  match.onEvents(({ version }) => void page.events.push(version));
  match.subscribe(({ version }) => void page.versions.push(version));
  world.client.onConnection((connection) => transitions.push(connection.status));
  return page;
}

/** Filled by the page that is open; what may follow what. */
const transitions: string[] = [];
const MAY_FOLLOW: Readonly<Record<string, readonly string[]>> = {
  connecting: ["live", "waiting", "refused", "closed"],
  live: ["live", "waiting", "refused", "closed"],
  waiting: ["connecting", "closed"],
  refused: ["connecting", "closed"],
  closed: [],
};
const MODES: readonly Mode[] = ["answer", "answer", "apply and hold", "hold", "retry", "apply and retry", "refuse"];

test.each(Array.from({ length: 60 }, (_, at) => at + 1))(
  "[SY5] seed %i: whatever breaks, moves happen at most once, one at a time, in order, and everything is settled at last",
  async (seed) => {
    const random = new FakeRandom(seed * 104_729);
    const clock = new FakeClock();
    const server = new FakeServer(clock);
    const match = new Counting(server);
    transitions.length = 0;
    let page = await openPage(clock, server, { random });
    const promises: Promise<unknown>[] = [];
    const outcomes: unknown[] = [];
    const play = (): void => {
      const promise = page.match.move({ type: "move", cell: random.below(9) });
      promises.push(
        promise.then(
          (outcome) => outcomes.push(outcome),
          (error: unknown) => outcomes.push(error),
        ),
      );
    };
    const reload = async (): Promise<void> => {
      page.world.client.close();
      server.network = "up";
      expect(page.events).toEqual(page.events.map((_, at) => (page.events[0] ?? 0) + at));
      expect(page.versions).toEqual([...page.versions].sort((a, b) => a - b));
      transitions.length = 0;
      page = await openPage(clock, server, { storage: page.world.storage, random });
    };
    const network = (state: FakeServer["network"]): void => {
      server.network = state;
    };
    const answer = (mode: Mode): void => {
      match.mode = mode;
    };
    const acts: (() => void | Promise<void>)[] = [
      play,
      play,
      play,
      () => server.socket.drop(1006),
      () => server.socket.drop(4503, JSON.stringify({ reconnectAfterMs: random.below(2_000) })),
      () => network("silent"),
      () => network("down"),
      () => network("up"),
      () => network("up"),
      () => answer(MODES[random.below(MODES.length)] ?? "answer"),
      () => answer("answer"),
      () => server.endFeeds(RETRY),
      () => server.endFeeds(SUPERSEDED),
      () => void page.match.takeBack().catch(() => {}),
      reload,
    ];
    for (let turn = 0; turn < 60; turn += 1) {
      await acts[random.below(acts.length)]?.();
      await clock.advance(random.below(random.below(4) === 0 ? 9_000 : 400));
    }

    server.network = "up";
    match.mode = "answer";
    await clock.advance(60_000);
    if (page.match.status === "superseded") {
      void page.match.takeBack();
      await clock.advance(20_000);
    }
    // Long enough for an answer that was left for a page which never came back for it.
    await clock.advance(80_000);

    expect(match.troubles).toEqual([]);
    expect(outcomes).toHaveLength(promises.length);
    expect(new Set(match.log).size).toBe(match.log.length);
    expect(page.match.status).toBe("live");
    expect(page.match.snapshot?.version).toBe(match.log.length);
    expect(page.events).toEqual(page.events.map((_, at) => match.log.length - page.events.length + at + 1));
    expect(page.world.storage.getItem(`holdfast:outbox:${MATCH}:0`)).toBe(null);
    const accepted = outcomes.filter((each) => (each as { ok?: boolean }).ok === true).length;
    const uncertain = outcomes.filter((each) => each instanceof UncertainError).length;
    // Nothing is in the log that its player was told is not; what is uncertain may be in it or not.
    expect(accepted).toBeLessThanOrEqual(match.log.length);
    expect(match.log.length).toBeLessThanOrEqual(accepted + uncertain);
    for (let at = 1; at < transitions.length; at += 1) {
      expect(MAY_FOLLOW[transitions[at - 1] ?? ""], transitions.join(" ")).toContain(transitions[at]);
    }
    page.world.client.close();
    await clock.advance(2_000);
    expect(clock.waiting).toBe(0);
  },
);

test("[SY5] the model notices a client that sends two moves at once, or changes one on the way", async () => {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  const match = new Counting(server);
  match.mode = "hold";
  const world = makeWorld({}, { clock, server });
  void world.client.me().catch(() => {});
  await clock.advance(20);
  const send = (msgId: string, cell: number): void =>
    server.socket.send(
      JSON.stringify({
        id: 50 + cell,
        method: "mutation",
        params: { path: "match.move", input: { json: { msgId, cell } } },
      }),
    );
  send("a", 1);
  send("b", 2);
  send("a", 3);
  await clock.advance(20);
  expect(match.troubles).toEqual([
    "b sent while a is in flight",
    "a changed on the way",
    "a sent while b is in flight",
  ]);
});
