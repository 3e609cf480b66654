/** Two clients on the real SDK who play match after match for as long as they are let, and note what they were told. */
import type { Client, Match } from "@holdfast/sdk";
import { eventually } from "./eventually.js";

/** A move that was acknowledged to one of the two. */
export interface Acknowledged {
  readonly matchId: string;
  readonly version: number;
  readonly duplicate: boolean;
  /** When it was sent and when the answer was there, milliseconds of this process's own clock. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** A match takes 9 moves at least; whoever waits for a turn looks this often. */
const LOOK_EVERY_MS = 4;
const PATIENCE = { withinMs: 20_000, everyMs: LOOK_EVERY_MS } as const;

export class PlayingTable {
  readonly acknowledged: Acknowledged[] = [];
  readonly matchIds: string[] = [];
  #isOver = false;

  constructor(private readonly players: readonly [Client, Client]) {}

  /** Plays until told to stop, and then the match to its end. @throws what a move was answered with instead of a receipt */
  async play(): Promise<void> {
    while (!this.#isOver) await this.#playOne();
  }

  /** No further match is begun. */
  finish(): void {
    this.#isOver = true;
  }

  /** The longest a mover of this table waited for an answer. */
  get longestMs(): number {
    return Math.max(0, ...this.acknowledged.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
  }

  async #playOne(): Promise<void> {
    const [anna, bob] = this.players;
    const first = await anna.create("tic-tac-toe", { bestOf: 3, turnMs: 0 });
    const second = (await bob.join(first.code ?? "")) as Match<"tic-tac-toe">;
    this.matchIds.push(first.id);
    for (let version = 0; ; ) {
      const mover = await eventually(() => moverOf([first, second], version), PATIENCE);
      if (mover === "over") break;
      version = await this.#move(mover);
    }
    first.close();
    second.close();
  }

  async #move(mover: Match<"tic-tac-toe">): Promise<number> {
    const cell = mover.snapshot?.view?.board.indexOf(null) ?? -1;
    const sentAt = performance.now();
    const answer = await mover.move({ type: "move", cell });
    if (!answer.ok) throw new Error(`${mover.id}: ${answer.rejection.code}/${answer.rejection.reason}`);
    const { version, duplicate } = answer.value;
    this.acknowledged.push({ matchId: mover.id, version, duplicate, sentAt, answeredAt: performance.now() });
    return version;
  }
}

type Mover = Match<"tic-tac-toe"> | "over" | false;

/** Whose turn it is by what both have been shown: the newer word counts, and what was acknowledged has happened. */
function moverOf(matches: readonly Match<"tic-tac-toe">[], acknowledged: number): Mover {
  const newest = Math.max(acknowledged, ...matches.map(({ snapshot }) => snapshot?.version ?? 0));
  if (matches.some(({ snapshot }) => snapshot?.outcome)) return "over";
  const mover = matches.find(({ snapshot, seat }) => seat !== null && snapshot?.toMove.includes(seat));
  return mover !== undefined && mover.snapshot?.version === newest ? mover : false;
}
