/** Somebody who does what a script says, through the real SDK. */
import type { Match, Rejection, Seat } from "@holdfast/sdk";
import type { Chance } from "../world/chance.js";
import { Page } from "../world/page.js";
import type { Person } from "../world/person.js";
import { userToken } from "../world/sim-tokens.js";
import type { World } from "../world/world.js";

/** What a request was answered with; null: nothing definite. */
export type Answer =
  | { readonly ok: true; readonly version: number; readonly duplicate: boolean }
  | { readonly ok: false; readonly rejection: Rejection }
  | null;

const HOUR_MS = 3_600_000;

export class Actor implements Person {
  readonly playerId: string;
  page: Page | null = null;
  #pages = 0;
  #kept = new Map<string, string>();

  constructor(
    private readonly world: World,
    readonly name: string,
    private readonly chance: Chance,
  ) {
    this.playerId = chance.uuid();
    world.database.putPlayer({ playerId: this.playerId, name });
  }

  get following(): Page | null {
    return this.page?.match ? this.page : null;
  }
  readonly isOnTheWay = false;
  settleDown(): void {
    this.page?.process.goOn();
    if (this.page?.match?.status === "superseded") this.page.match.takeBack().catch(() => {});
  }

  get match(): Match {
    const match = this.page?.match;
    if (!match) throw new Error(`${this.name} is at no match`);
    return match;
  }
  /** The version that is shown. */
  get version(): number {
    return this.page?.match?.snapshot?.version ?? -1;
  }

  /** A new page, whose connections go to the node at this place for as long as that lives. */
  open(place: number, where: "here" | "elsewhere" = "here"): Page {
    this.#pages += 1;
    if (where === "elsewhere") this.#kept = new Map();
    const kept = this.#kept;
    const name = `${this.name}.${this.#pages}`;
    this.world.routes.set(name, place);
    const owner = {
      playerId: this.playerId,
      token: () => userToken({ playerId: this.playerId, name: this.name }, this.world.timeline.now + HOUR_MS),
      storage: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => void kept.set(key, value),
        removeItem: (key: string) => void kept.delete(key),
      },
      clockOffsetMs: 0,
    };
    this.page = new Page(this.world, name, owner, this.chance.fork(name));
    return this.page;
  }

  /** From now on connections of this page go there. */
  reroute(place: number): void {
    if (this.page) this.world.routes.set(this.page.name, place);
  }

  /** @throws when it is refused, or has no answer */
  async create(options: object, game = "tic-tac-toe"): Promise<Match> {
    const page = this.#here();
    const asked = { kind: "create", matchId: null, basedOn: null, payload: 0 } as const;
    return this.#at(page, await page.ask(asked, () => page.client.create(game as "tic-tac-toe", options)));
  }

  /** The match, or null when it is refused. */
  async join(code: string, seat: Seat | null = null): Promise<Match | null> {
    const page = this.#here();
    const asked = { kind: "join", matchId: null, basedOn: null, payload: seat } as const;
    const match = await page.ask(asked, () => page.client.join(code, seat === null ? {} : { seat }));
    return match === null ? null : this.#at(page, match);
  }

  async resume(matchId: string): Promise<Match> {
    const page = this.#here();
    return this.#at(page, await page.client.resume(matchId));
  }

  async watch(key: string): Promise<Match> {
    const page = this.#here();
    return this.#at(page, await page.client.observe({ key }));
  }

  /** Plays a cell, on what is shown unless another version is given. */
  async move(cell: number, basedOn = this.version): Promise<Answer> {
    const page = this.#here();
    const { match } = this;
    const move = { type: "move", cell };
    const asked = { kind: "move", matchId: match.id, basedOn, payload: move } as const;
    const answer = (await page.ask(asked, () => match.move(move as never, { basedOn }))) as Raw | null;
    if (answer === null) return null;
    return answer.ok ? { ...answer.value, ok: true } : answer;
  }

  async resign(): Promise<Answer> {
    const page = this.#here();
    const { match } = this;
    const asked = { kind: "resign", matchId: match.id, basedOn: null, payload: null } as const;
    const answer = (await page.ask(asked, () => match.resign())) as Raw | null;
    if (answer === null) return null;
    return answer.ok ? { ...answer.value, ok: true } : answer;
  }

  /** The next state that is sent to this page gets lost on its way. */
  loseNextFrame(): void {
    this.page?.link?.loseNextState();
  }

  #here(): Page {
    if (this.page === null) throw new Error(`${this.name} has no page open`);
    return this.page;
  }

  #at(page: Page, match: unknown): Match {
    if (match === null) throw new Error(`${this.name} did not get to the match`);
    page.follow(match as Match);
    return match as Match;
  }
}

type Raw =
  | { readonly ok: true; readonly value: { readonly version: number; readonly duplicate: boolean } }
  | { readonly ok: false; readonly rejection: Rejection };
