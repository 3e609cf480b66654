/**
 * The client's state machines under random trouble: sockets that break, hang and fall silent, heartbeats, retries, tokens
 * that end, nodes that are away, takeovers, reloads, and other pages of the same browser that sleep, die and come back. The
 * server keeps a log with msgIds, so every broken promise shows. The number in a title is the seed.
 */
import { expect, test } from "vitest";
import { CountingMatch, type Mode } from "./testing-support/counting-match.js";
import { FakeClock } from "./testing-support/fake-clock.js";
import { FakeRandom } from "./testing-support/fake-random.js";
import { FakeServer, type FakeSocket } from "./testing-support/fake-server.js";
import { ModelPage, type Played } from "./testing-support/model-page.js";
import { TokenIssuer } from "./testing-support/token-issuer.js";
import { MATCH, RETRY, SUPERSEDED } from "./testing-support/world.js";

const NODES = ["http://a.example", "http://b.example"];
const MODES: readonly Mode[] = ["answer", "answer", "apply and hold", "hold", "retry", "apply and retry", "refuse"];
const MOODS = ["well", "well", "away", "stubborn", "revoking"] as const;
const STEPS = 60;

class Walk {
  readonly random: FakeRandom;
  readonly clock: FakeClock = new FakeClock();
  readonly server: FakeServer = new FakeServer(this.clock);
  readonly match: CountingMatch = new CountingMatch(this.server);
  readonly issuer: TokenIssuer;
  readonly troubles: string[] = [];
  readonly #played: Played[] = [];
  #pages: ModelPage[] = [];
  #storage: ModelPage["world"]["storage"] | undefined;

  constructor(
    seed: number,
    private readonly most: number,
  ) {
    this.random = new FakeRandom(seed * 104_729);
    this.issuer = new TokenIssuer(this.server, () => 20_000 + this.random.below(120_000));
  }

  get page(): ModelPage {
    const newest = this.#pages.at(-1);
    if (!newest) throw new Error("no page is open");
    return newest;
  }

  async openPage(): Promise<void> {
    const from = { clock: this.clock, server: this.server, random: this.random };
    const page = new ModelPage(
      { url: NODES, token: this.issuer.token },
      this.#storage ? { ...from, storage: this.#storage } : from,
    );
    this.#storage = page.world.storage;
    this.#pages.push(page);
    await page.open(400);
  }

  /** Reloaded or closed: it says goodbye, or it does not. */
  async leave(how: "close" | "reload" | "crash"): Promise<void> {
    const page = this.#any();
    if (how === "reload") page.world.leave();
    if (how === "close") page.close();
    page.clock.stop();
    this.#dropSocketsOf(page);
    this.#retire(page);
    if (this.#pages.length === 0) await this.openPage();
  }

  async act(): Promise<void> {
    const { random, server, match, issuer } = this;
    const acts: (() => unknown)[] = [
      () => this.#any().play(random.below(9)),
      () => this.#any().play(random.below(9), { timeoutMs: 1 + random.below(20_000) }),
      () => this.page.play(random.below(9)),
      () => this.#anySocket()?.drop(1006),
      () => this.#anySocket()?.drop(4503, JSON.stringify({ reconnectAfterMs: random.below(2_000) })),
      () => this.#anySocket()?.drop(4429),
      () => this.#network("silent"),
      () => this.#network("down"),
      () => this.#network("hang"),
      () => this.#network("up"),
      () => this.#network("up"),
      () => this.#nodes(random.below(2)),
      () => server.down.clear(),
      () => (match.mode = MODES[random.below(MODES.length)] ?? "answer"),
      () => (match.mode = "answer"),
      () => (issuer.mood = MOODS[random.below(MOODS.length)] ?? "well"),
      () => (issuer.mood = "well"),
      () => server.endFeeds(RETRY),
      () => server.endFeeds(SUPERSEDED, this.#anySocket()),
      () => this.#any().takeBack(),
      () => this.page.match?.status === "closed" && this.page.open(300),
      () => this.#any().world.wakeUp(),
      () => this.leave(random.below(2) ? "reload" : "close"),
      () => this.leave("crash"),
      () => (this.#pages.length < this.most ? this.openPage() : null),
      () => this.most > 1 && this.#any().clock.sleep(),
      () => this.#wakeAll(),
    ];
    await acts[random.below(acts.length)]?.();
    await this.advance(random.below(random.below(4) === 0 ? 9_000 : 400));
  }

  /** Time passes, and what must hold at every moment is looked at. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      await this.clock.advance(Math.min(left, 1_000));
      this.issuer.enforce();
    }
    for (const page of this.#pages) page.look();
    this.#judgeSilence();
  }

  /** Everything is well again, and has the time to come to rest on one page. */
  async calm(): Promise<void> {
    this.server.down.clear();
    this.#network("up");
    this.match.mode = "answer";
    this.issuer.mood = "well";
    this.#wakeAll();
    for (const page of this.#pages.slice(0, -1)) this.#end(page);
    await this.advance(60_000);
    // The only page may have been shut out for good: then somebody opens the match again.
    if (this.page.match === null || this.page.match.status === "closed") await this.page.open(1_000);
    this.page.takeBack();
    // Long enough for an answer that was left for a page which never came back for it.
    await this.advance(110_000);
  }

  /** What must be true at last. */
  async judge(): Promise<void> {
    const { page, match } = this;
    const kept = page.world.storage;
    expect(page.match?.status).toBe("live");
    expect(page.match?.snapshot?.version).toBe(match.log.length);
    expect(page.events).toEqual(page.events.map((_, at) => match.log.length - page.events.length + at + 1));
    expect(page.versions).toEqual([...page.versions].sort((a, b) => a - b));
    expect(kept.getItem(`holdfast:outbox:${MATCH}:0`)).toBe(null);
    this.#end(page);
    await this.clock.advance(2_000);
    expect(this.clock.waiting).toBe(0);
    expect(new Set(match.log).size).toBe(match.log.length);
    for (const { msgId, outcome } of this.#played) {
      const isIn = match.log.includes(msgId);
      if (outcome === "accepted") expect(isIn, `${msgId} was accepted`).toBe(true);
      if (outcome === "refused" || outcome === "failed")
        expect(isIn, `${msgId} was said not to have happened`).toBe(false);
    }
    expect([...match.troubles, ...this.troubles]).toEqual([]);
  }

  #any(): ModelPage {
    return this.#pages[this.random.below(this.#pages.length)] ?? this.page;
  }

  #anySocket(): FakeSocket | undefined {
    const open = this.server.sockets.filter(({ state }) => state === "open");
    return open[this.random.below(open.length)];
  }

  #silentSince: number | null = null;

  #network(state: FakeServer["network"]): void {
    this.server.network = state;
    this.#silentSince = state === "silent" ? (this.#silentSince ?? this.clock.now()) : null;
  }

  #nodes(at: number): void {
    this.server.down.add(new URL(NODES[at] ?? "").host);
  }

  /** A peer that says nothing is noticed: in 15 s, and in 5 s by whoever waits for an answer. */
  #judgeSilence(): void {
    if (this.#silentSince === null) return;
    for (const page of this.#pages) {
      if (!page.clock.isAwake || page.client.connection.status !== "live") continue;
      const silentMs = this.clock.now() - Math.max(this.#silentSince, page.clock.awakeSince);
      if (silentMs > 15_001) this.troubles.push(`a peer silent for ${silentMs} ms was thought to live`);
    }
  }

  #wakeAll(): void {
    for (const page of this.#pages) page.clock.wake();
  }

  #end(page: ModelPage): void {
    page.close();
    this.#retire(page);
  }

  #retire(page: ModelPage): void {
    this.#pages = this.#pages.filter((each) => each !== page);
    this.#played.push(...page.played);
    this.troubles.push(...page.troubles);
  }

  #dropSocketsOf(page: ModelPage): void {
    for (const socket of page.world.server.sockets) if (socket.owner === page.clock) socket.forsake();
  }
}

const seeds = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at);

async function walk(seed: number, pages: number): Promise<void> {
  const it = new Walk(seed, pages);
  await it.openPage();
  for (let step = 0; step < STEPS; step += 1) await it.act();
  await it.calm();
  await it.judge();
}

test.each(seeds(1, 100))(
  "[SY5] seed %i: whatever breaks, a page tells nothing false, sends one move at a time, and settles all",
  (seed) => walk(seed, 1),
);

test.each(seeds(1_001, 100))(
  "[SY5.1] seed %i: whatever breaks, several pages of one browser tell nothing false and settle all",
  (seed) => walk(seed, 3),
);
