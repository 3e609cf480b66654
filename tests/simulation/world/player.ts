/** One person at one table, with one page or sometimes two: joins, plays, errs, reloads, walks off and comes back. */
import type { Match, Snapshot } from "@holdfast/sdk";
import type { Json } from "@holdfast/engine";
import type { Chance } from "./chance.js";
import type { Setup } from "./habits.js";
import { Page, type PlainMove } from "./page.js";
import type { Person } from "./person.js";
import { userToken } from "./sim-tokens.js";
import { NOTHING } from "./timeline.js";
import type { World } from "./world.js";

/** What people at one table tell each other. */
export interface Table {
  readonly setup: Setup;
  code: string | null;
  watchKey: string | null;
}
export type Part = "host" | "guest" | "second" | "rival" | "observer";

/** What a player's browser has for all its pages. */
interface Device {
  readonly kept: Map<string, string>;
  readonly clockOffsetMs: number;
}

const AWAY_MS = [300, 16_000] as const;
const BACK_AFTER_RELOAD_MS = [20, 400] as const;
const RETRY_MS = 400;
/** How much of a turn's time is left to somebody who plays at the last moment. */
const BRINK_MS = [0, 60] as const;
const WHILE_OPENING_MS = [0, 120] as const;
/** Moves without an answer after which even the hasty wait: one at a time they must be settled while the world is calm. */
const MOST_WAITING = 2;

export class Player implements Person {
  readonly playerId: string;
  /** The page that counts: the newest. */
  page: Page | null = null;
  #other: Page | null = null;
  #matchId: string | null = null;
  #pages = 0;
  /** Turned down for good, or the game is not theirs to play. */
  #isOut = false;
  #device: Device;
  /** Asked to leave the seat: what is shown to them from then on depends on whether that got through. */
  #hasLeft = false;

  readonly name: string;
  readonly part: Part;

  constructor(
    private readonly world: World,
    { name, part }: { readonly name: string; readonly part: Part },
    private readonly table: Table,
    private readonly chance: Chance,
  ) {
    this.name = name;
    this.part = part;
    this.playerId = chance.uuid();
    this.#device = this.#newDevice();
  }

  /** Comes to the table, and begins to live by their habits. */
  start(): void {
    this.world.database.putPlayer({ playerId: this.playerId, name: this.name });
    this.#openPage();
    this.#arrive(this.page);
    const { habits } = this.world;
    if (this.part === "rival") return;
    this.#every(habits.everyReload, () => this.#leaveFor(this.chance.between(BACK_AFTER_RELOAD_MS)));
    this.#every(habits.everyLeave, () => this.#leaveFor(this.chance.between(AWAY_MS)));
    if (this.part !== "observer") this.#every(habits.everySecondTab, () => this.#openSecond());
  }

  /** The calm: one page, which holds the seat. */
  settleDown(): void {
    this.#other?.end();
    this.#other = null;
    if (this.page === null && this.#matchId !== null) this.#comeBack();
    this.page?.process.goOn();
    this.#takeBack(this.page);
  }

  /** The page that should be level once all is calm; null for who has no match to follow. */
  get following(): Page | null {
    return this.#isOut || this.#hasLeft || this.page?.match === null ? null : this.page;
  }
  /** Still trying to get to the match. */
  get isOnTheWay(): boolean {
    return !this.#isOut && !this.#hasLeft && this.page !== null && this.page.match === null && this.#matchId !== null;
  }

  /** Another page of the same device shares its storage and its clock; another device has its own. */
  #openPage(): void {
    this.#pages += 1;
    const chance = this.chance.fork(`page ${this.#pages}`);
    const { kept, clockOffsetMs } = this.#device;
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const { timeline } = this.world;
    const issuer = chance.fork("issuer");
    const token = () => {
      if (!this.world.isCalm && issuer.is(this.world.habits.tokenless)) throw new Error("no token just now");
      return userToken({ playerId: this.playerId, name: this.name }, timeline.now + this.world.tokenMs);
    };
    this.page = new Page(
      this.world,
      `${this.name}.${this.#pages}`,
      { playerId: this.playerId, token, storage, clockOffsetMs },
      chance,
    );
    this.#think(this.page);
  }

  /** Gets to the match for the first time, trying until it works or makes no sense. */
  #arrive(page: Page | null): void {
    if (page === null || !page.process.isAlive || this.#isOut || page.match !== null) return;
    const again = () => page.process.clock.after(RETRY_MS, () => this.#arrive(page));
    void this.#seek(page).then((match) => {
      if (!page.process.isAlive) return;
      if (match === null) return void again();
      this.#matchId = match.id;
      // A page that comes back may not have been told them.
      this.table.code ??= match.code;
      this.table.watchKey ??= match.watchKey;
      page.follow(match);
    });
  }

  async #seek(page: Page): Promise<Match | null> {
    const { client } = page;
    const { setup, code, watchKey } = this.table;
    const asked = { matchId: null, basedOn: null };
    if (this.part === "host" && this.#matchId === null) {
      const { game, options, visibility, hosted } = setup;
      const create = () =>
        client.create(game as "tic-tac-toe", options, { visibility, as: hosted ? "host" : "player" });
      const kind = hosted ? "host" : "create";
      return (await page.ask({ ...asked, kind, payload: hosted ? null : 0 }, create)) as Match | null;
    }
    if (this.part === "observer") {
      return watchKey === null ? null : client.observe({ key: watchKey }).catch(() => null);
    }
    if (this.#matchId !== null) return client.resume(this.#matchId).catch(() => null);
    if (code === null) return null;
    const seat = this.part === "rival" ? this.chance.below(2) : null;
    const join = () => client.join(code, seat === null ? {} : { seat });
    const match = (await page.ask({ ...asked, kind: "join", payload: seat }, join)) as Match | null;
    // Somebody else was faster. An uncertain answer is asked again, and then says so too.
    if (match === null && this.world.recorder.operations.at(-1)?.outcome.kind === "refused") this.#isOut = true;
    return match;
  }

  #think(page: Page): void {
    page.process.clock.after(this.chance.between(this.world.habits.thinkMs), () => {
      this.#think(page);
      if (!this.world.isCalm) return this.#act(page);
      return page === this.page ? this.#takeBack(page) : NOTHING;
    });
  }

  #act(page: Page): unknown {
    const { match } = page;
    const snapshot = match?.snapshot;
    if (!match || !snapshot || match.seat === null) return NOTHING;
    const { habits } = this.world;
    if (match.status === "superseded") return this.chance.is(0.1) ? this.#takeBack(page) : NOTHING;
    if (page.dozesUntil > this.world.timeline.now) return NOTHING;
    if (page.waiting > MOST_WAITING || (page.waiting > 0 && !this.chance.is(habits.hasty))) return NOTHING;
    const isMine = snapshot.toMove.includes(match.seat);
    if (!isMine && !this.chance.is(habits.eager)) return NOTHING;
    if (this.chance.is(habits.doze)) return this.#doze(page);
    if (isMine && this.chance.is(habits.brink)) return this.#waitForTheBrink(page, match, snapshot);
    if (this.chance.is(habits.resign)) return this.#resign(page, match);
    if (this.chance.is(habits.leave)) return void this.#getUp(page, match);
    return this.#move(page, match, snapshot);
  }

  /** Plays when hardly any time is left, if there is a clock and it is still the same turn. */
  #waitForTheBrink(page: Page, match: Match, { deadline, version }: Snapshot): void {
    const { clock } = page.process;
    if (deadline === null || deadline < clock.now()) return;
    page.dozesUntil = deadline;
    clock.after(deadline - clock.now() - this.chance.between(BRINK_MS), () => {
      const { snapshot } = match;
      if (snapshot?.version === version && match.status !== "superseded") this.#move(page, match, snapshot);
    });
  }

  #doze(page: Page): void {
    page.dozesUntil = this.world.timeline.now + this.chance.between([1_000, 8_000]);
    // A tab in the background is put to sleep whole.
    if (!this.chance.is(0.3)) return;
    this.world.recorder.lost(page.name);
    page.process.pause(this.chance.between([500, 4_000]));
  }

  #move(page: Page, match: Match, snapshot: Snapshot): void {
    const move = this.#choose(snapshot);
    const { version } = snapshot;
    const { habits } = this.world;
    const back = this.chance.is(habits.stale) ? 1 + this.chance.below(3) : 0;
    const ahead = this.chance.is(habits.ahead) ? 1 + this.chance.below(3) : 0;
    const basedOn = Math.max(0, version - back + ahead);
    const asked = { kind: "move", matchId: match.id, basedOn, payload: move } as const;
    void page.ask(asked, () => match.move(move as never, { basedOn }));
  }

  #choose(snapshot: Snapshot): PlainMove {
    const view = snapshot.view as { readonly board?: readonly Json[] } | null;
    if (view?.board === undefined) return { type: "count" };
    const isFree = (wanted: boolean) =>
      (view.board ?? []).flatMap((cell, index) => ((cell === null) === wanted ? [index] : []));
    const isIllegal = this.chance.is(this.world.habits.illegal);
    const cells = isFree(!isIllegal);
    return { type: "move", cell: cells[this.chance.below(cells.length)] ?? this.chance.below(9) };
  }

  #resign(page: Page, match: Match): void {
    void page.ask({ kind: "resign", matchId: match.id, basedOn: null, payload: null }, () => match.resign());
  }

  /** Leaves the seat; a guest may come back for another, as long as there is one. */
  async #getUp(page: Page, match: Match): Promise<void> {
    this.#hasLeft = true;
    const asked = { kind: "leave", matchId: match.id, basedOn: null, payload: null } as const;
    await page.ask(asked, () => match.leave());
    if (match.status !== "closed" || !page.process.isAlive) return;
    this.#isOut = this.part !== "guest" || this.chance.is(0.5);
    if (this.#isOut) return;
    this.#hasLeft = false;
    this.#matchId = null;
    page.match = null;
    this.#arrive(page);
  }

  #takeBack(page: Page | null): unknown {
    if (page?.match?.status !== "superseded") return NOTHING;
    const { match } = page;
    return match.takeBack().catch(() => page.process.clock.after(RETRY_MS, () => this.#takeBack(page)));
  }

  #leaveFor(ms: number): void {
    if (this.page === null || this.#matchId === null) return;
    this.world.recorder.trace(`${this.page.name} leaves`);
    this.page.end();
    this.page = null;
    this.world.timeline.after(ms, () => this.#comeBack());
  }

  #comeBack(): void {
    if (this.page !== null) return;
    this.#openPage();
    this.#arrive(this.page);
  }

  /** The older page stays for a while, and may take the seat back. */
  #openSecond(): void {
    if (this.page === null || this.#other !== null || this.page.match === null) return;
    const older = this.page;
    this.#other = older;
    const isSameDevice = this.chance.is(0.6);
    if (isSameDevice) this.world.recorder.sometimes("two pages of one browser");
    else this.#device = this.#newDevice();
    this.world.recorder.trace(`${older.name} is followed by another ${isSameDevice ? "page" : "device"}`);
    this.#openPage();
    this.#arrive(this.page);
    for (let rash = this.chance.below(4); rash > 0; rash -= 1)
      older.process.clock.after(this.chance.between(WHILE_OPENING_MS), () => this.#moveRashly(older));
    this.world.timeline.after(this.chance.between([1_000, 6_000]), () => {
      older.end();
      if (this.#other === older) this.#other = null;
    });
  }

  #newDevice(): Device {
    return { kept: new Map(), clockOffsetMs: this.chance.between([-1, 1]) * this.world.faults.skewMs };
  }

  /** Clicks about while the other page opens, whoever's turn it is. */
  #moveRashly(page: Page): void {
    const { match } = page;
    if (match?.snapshot && match.seat !== null && match.status !== "superseded")
      this.#move(page, match, match.snapshot);
  }

  #every(meanMs: number, act: () => void): void {
    if (meanMs === 0) return;
    this.world.timeline.after(this.chance.wait(meanMs), () => {
      if (this.world.isCalm) return;
      act();
      this.#every(meanMs, act);
    });
  }
}
