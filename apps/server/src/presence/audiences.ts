/**
 * Tells the presence board how many only watch each match on this node: one lease for all of them, whoever they are. What
 * the board does not keep is told with the next renewal, since nobody's absence depends on it.
 */
import { settleEach } from "../live/settle-each.js";
import type { Ports } from "../ports.js";

export interface AudiencesDeps {
  readonly ports: Pick<Ports, "coordination">;
  readonly nodeId: string;
  /** The board could not be told: what this node knows by itself is worth a look. */
  readonly onNotKept: (matchId: string) => void;
  readonly onFault: (matchId: string, fault: unknown) => void;
}

interface Told {
  readonly matchId: string;
  size: number;
  /** The board does not have it yet, and others have not heard of it. */
  isNews: boolean;
  telling: Promise<void> | null;
}

export class Audiences {
  readonly #byMatch = new Map<string, Told>();

  constructor(private readonly deps: AudiencesDeps) {}

  /** From now on so many watch here. However often that changes while the board is being told, it is told once more. */
  changed(matchId: string, size: number): void {
    const told = this.#byMatch.get(matchId) ?? { matchId, size, isNews: true, telling: null };
    this.#byMatch.set(matchId, told);
    told.size = size;
    told.isNews = true;
    void this.#tell(told);
  }

  /** Renews the leases, which also rebuilds an emptied board. */
  async renew(): Promise<void> {
    // Many are told in turns: an audience that went and came back meanwhile is another one, and told as that.
    await settleEach([...this.#byMatch.values()], async (told) => (this.#isKnown(told) ? this.#tell(told) : undefined));
  }

  #isKnown(told: Told): boolean {
    return this.#byMatch.get(told.matchId) === told;
  }

  #tell(told: Told): Promise<void> {
    told.telling ??= this.#tellUntilCurrent(told);
    return told.telling;
  }

  async #tellUntilCurrent(told: Told): Promise<void> {
    const { matchId } = told;
    for (;;) {
      const { size } = told;
      const isKept = await this.#tellOnce(matchId, size);
      if (told.size !== size) continue;
      // In the same breath as the look at the size: a change that comes later is told anew.
      told.telling = null;
      if (size === 0 && this.#isKnown(told)) this.#byMatch.delete(matchId);
      if (told.isNews) this.#afterNews(told, isKept);
      return;
    }
  }

  #afterNews(told: Told, isKept: boolean): void {
    const { matchId } = told;
    told.isNews = !isKept;
    // Which this node hears as well.
    if (isKept) this.deps.ports.coordination.wakeups.publish({ kind: "presence", matchId });
    else this.deps.onNotKept(matchId);
  }

  async #tellOnce(matchId: string, size: number): Promise<boolean> {
    const { ports, nodeId, onFault } = this.deps;
    try {
      return await ports.coordination.presence.watch(matchId, { nodeId, size });
    } catch (fault) {
      onFault(matchId, fault);
      return false;
    }
  }
}
