/** Two players who play one match after the other, until they are told to stop. */
import type { Ending } from "../../simulation/checker/history.js";
import type { Chance } from "../../simulation/world/chance.js";
import type { Notebook } from "./notebook.js";
import type { BotOrders, TableHabits } from "./orders.js";
import { Observer } from "./observer.js";
import { Player } from "./player.js";

const LOOK_EVERY_MS = 200;

export class Table {
  readonly #host: Player;
  readonly #guest: Player;
  readonly #observers: readonly Observer[];
  #isCalm = false;
  #timers: NodeJS.Timeout[] = [];
  /** Whether a match goes on, or would if time were not up. */
  isPlaying = false;

  constructor(
    name: string,
    private readonly habits: TableHabits,
    { orders, notebook, chance }: { readonly orders: BotOrders; readonly notebook: Notebook; readonly chance: Chance },
  ) {
    const common = { orders, habits, notebook };
    this.#host = new Player({ ...common, name: `${name}.host`, chance: chance.fork("host") });
    this.#guest = new Player({ ...common, name: `${name}.guest`, chance: chance.fork("guest") });
    this.#observers = Array.from({ length: habits.observers }, (_, i) => {
      const part = `${name}.observer${i}`;
      return new Observer(part, notebook, orders, chance.fork(part));
    });
    if (habits.reloadEveryMs === 0) return;
    for (const player of [this.#host, this.#guest])
      this.#reloadNowAndThen(player, chance.fork(`reload ${player.name}`));
  }

  get moves(): number {
    return this.#host.moves + this.#guest.moves;
  }

  async run(): Promise<void> {
    await Promise.all([this.#host.introduce(), this.#guest.introduce()]);
    while (!this.#isCalm) {
      await this.#seat();
      const key = this.#host.match?.watchKey;
      const watching = key ? this.#observers.map((observer) => observer.watch(key)) : [];
      // The first time everybody is waited for: with them here the play begins.
      if (!this.isPlaying) await Promise.all(watching);
      this.isPlaying = true;
      while (!this.#isCalm && !this.#isOver()) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      if (this.#isCalm) return;
      this.#host.leaveTable();
      this.#guest.leaveTable();
    }
  }

  calm(): void {
    this.#isCalm = true;
    this.#host.isCalm = true;
    this.#guest.isCalm = true;
    for (const timer of this.#timers) clearInterval(timer);
  }

  status(): Ending["clients"] {
    const playing = [this.#host, this.#guest].flatMap(({ name, match, waiting }) => {
      if (match === null) return [];
      const { id: matchId, status, snapshot } = match;
      const { epoch, version } = snapshot ?? { epoch: null, version: null };
      return [{ client: name, matchId, status, epoch, version, waiting }];
    });
    return [...playing, ...this.#observers.flatMap((observer) => observer.status())];
  }

  end(): void {
    this.#host.end();
    this.#guest.end();
    for (const observer of this.#observers) observer.end();
  }

  async #seat(): Promise<void> {
    while (!this.#isCalm) {
      const created = this.#host.match ?? (await this.#host.create());
      // A guest who was not answered may sit there already: the next match is another one.
      if (created?.code && (await this.#guest.join(created.code)) !== null) return;
      if (created !== null) this.#host.leaveTable();
    }
  }

  #isOver(): boolean {
    const [host, guest] = [this.#host.match, this.#guest.match];
    return Boolean(host?.snapshot?.outcome) && Boolean(guest?.snapshot?.outcome);
  }

  #reloadNowAndThen(player: Player, chance: Chance): void {
    const every = this.habits.reloadEveryMs;
    const again = () => {
      const timer = setTimeout(() => void player.reload().then(again), chance.wait(every));
      this.#timers.push(timer);
    };
    again();
  }
}
