/**
 * What this node and all others have received and not answered yet. Time that is up is held against nobody as long as a
 * move that came before may still be on its way into the log, on whichever node. And of whom they could not tell the
 * presence board: nobody is counted out who may be among those.
 */
import type { Heard, OpenRequest, Seat, UnsaidSeat } from "@holdfast/engine";

/** Named one by one; of more than this the others are spoken of together. */
const MOST_NAMED = 200;
/** Longer than anything is held: whatever has no answer by then is waited for no more. */
const FORGOTTEN_MS = 45_000;

export class Hearing {
  /** As this node's clock told; what that was off by may be known only later, and whoever judges a request corrects it then. */
  readonly #open = new Set<OpenRequest>();
  #others: Heard | null = null;
  /** What this node could not tell the presence board. */
  unsaid: () => readonly UnsaidSeat[] = () => [];

  /** `corrected`: a time of this node's clock as storage's would have told it. */
  constructor(private readonly corrected: (at: number) => number) {}

  /** Counts a request that came then as open until the answer is called. */
  received(matchId: string, since: number): () => void {
    const request: OpenRequest = { matchId, since };
    this.#open.add(request);
    return () => void this.#open.delete(request);
  }

  /** What this node can say of itself at this moment of its clock, in storage's time. */
  heard(now: number): Heard {
    for (const one of this.#open) if (one.since < now - FORGOTTEN_MS) this.#open.delete(one);
    const [until, open] = [this.corrected(now), this.#corrected()];
    const unsaid = this.#named(this.unsaid());
    if (open.length <= MOST_NAMED) return { until, open, unsaid };
    const oldestFirst = open.toSorted((a, b) => a.since - b.since);
    const [next] = oldestFirst.splice(MOST_NAMED);
    return { until, open: [...oldestFirst, { matchId: null, since: next?.since ?? until }], unsaid };
  }

  #named(unsaid: readonly UnsaidSeat[]): readonly UnsaidSeat[] {
    if (unsaid.length <= MOST_NAMED) return unsaid;
    return [...unsaid.slice(0, MOST_NAMED), { matchId: null, seat: null }];
  }

  /** Takes in what all other living nodes say; null: there are none that do. */
  learn(others: Heard | null): void {
    this.#others = others;
  }

  /** Whether nothing that was received here for this match before then is open. */
  isDoneHere(matchId: string, before: number): boolean {
    return !isOpenIn(this.#corrected(), matchId, before);
  }

  #corrected(): readonly OpenRequest[] {
    return [...this.#open].map(({ matchId, since }) => ({ matchId, since: this.corrected(since) }));
  }

  /** The same of all other nodes, as far as is known. */
  isDoneElsewhere(matchId: string, before: number): boolean {
    const others = this.#others;
    return others === null || (others.until >= before && !isOpenIn(others.open, matchId, before));
  }

  /** Whether all other nodes have said since then of whom the board may not know. */
  haveOthersSaid(since: number): boolean {
    return this.#others === null || this.#others.until >= since;
  }

  /** Seats of a match of which another node may know that somebody is there, as far as is known. */
  unsaidElsewhere(matchId: string): readonly Seat[] {
    const { unsaid = [] } = this.#others ?? {};
    return unsaid.flatMap((one) => (one.matchId === matchId && one.seat !== null ? [one.seat] : []));
  }

  /** Another node could not even name all of them. */
  get isUnsaidAnywhere(): boolean {
    return this.#others?.unsaid?.some(({ matchId }) => matchId === null) ?? false;
  }
}

function isOpenIn(open: Iterable<OpenRequest>, matchId: string, before: number): boolean {
  for (const one of open) if (one.since < before && (one.matchId === null || one.matchId === matchId)) return true;
  return false;
}
