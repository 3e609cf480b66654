/**
 * Storage without a database, for tests of what stands on it: the fence, the msgIds and the log behave as
 * `MatchStore` promises. A test may run something before any call, or make the call fail.
 */
import { BeatBook } from "./beat-book.js";
import { HealthSwitch } from "./health-switch.js";
import {
  type AppendEntry,
  type AppendOutcome,
  type CreateOutcome,
  type DueMatch,
  type HeadLine,
  type Heartbeat,
  type HeartbeatAnswer,
  type HeadRow,
  type MatchHead,
  type MatchRow,
  type MatchStore,
  type NewMatch,
  type PlayerRow,
  type ReadCommit,
  type RulesInPlay,
  sealOf,
  type Seat,
  type SeatKey,
  type SeatSession,
  type StoredCommit,
  type StoredMatch,
} from "@holdfast/engine";
import { rulesOf } from "./rules-of.js";

interface Kept {
  readonly match: NewMatch;
  readonly commits: StoredCommit[];
  readonly sessions: number[];
  holders: (string | null)[];
  startedAt: number | null;
  head: Pick<AppendEntry, "status" | "deadline" | "toMove" | "outcome"> & { version: number; hash: string };
  snapshot: MatchHead;
  epoch: number;
  /** How it stood before each commit. */
  readonly past: Pick<Kept, "head" | "holders" | "snapshot" | "startedAt">[];
  /** Hidden from claimers of its deadline until then. */
  hiddenUntil: number;
}
type Call = Exclude<keyof MatchStore, "close" | "health" | "isDurable">;

export class MemoryMatchStore implements MatchStore {
  /** Up, until the test says otherwise; what calls do in an outage is for `before` to say. */
  readonly health = new HealthSwitch();
  /** It stands for one that is, unless the test says otherwise. */
  isDurable = true;
  /** How often each call was made. */
  readonly calls: Partial<Record<Call, number>> = {};
  /** Runs before a call is carried out; what it throws is what the caller gets. */
  readonly before: Partial<Record<Call, (argument: unknown) => void | Promise<void>>> = {};
  readonly #matches = new Map<string, Kept>();
  readonly #players = new Map<string, PlayerRow>();
  readonly #beats = new BeatBook();

  constructor(private readonly now: () => number) {}

  async createMatch(match: NewMatch): Promise<CreateOutcome> {
    await this.#called("createMatch", match);
    const earlier = this.#created(match.creatorId, match.createMsgId);
    if (earlier) return { status: "duplicate", ...earlier };
    for (const { match: other } of this.#matches.values())
      if (other.code === match.code) return { status: "code_taken" };
    const { state, version, hash } = match.head;
    const { status, deadline, toMove, outcome, seats } = state;
    this.#matches.set(match.facts.matchId, {
      match,
      commits: [],
      sessions: seats.map(() => 0),
      holders: [...seats],
      startedAt: null,
      head: { status, deadline, toMove, outcome, version, hash },
      snapshot: match.head,
      epoch: 1,
      past: [],
      hiddenUntil: 0,
    });
    return { status: "created" };
  }

  async findCreated(creatorId: string, msgId: string): ReturnType<MatchStore["findCreated"]> {
    await this.#called("findCreated", msgId);
    return this.#created(creatorId, msgId);
  }

  #created(creatorId: string, msgId: string): Awaited<ReturnType<MatchStore["findCreated"]>> {
    for (const { match } of this.#matches.values()) {
      if (match.creatorId !== creatorId || match.createMsgId !== msgId) continue;
      return { matchId: match.facts.matchId, payloadHash: match.createPayloadHash };
    }
    return null;
  }

  async append(entry: AppendEntry): Promise<AppendOutcome> {
    await this.#called("append", entry);
    const { commit } = entry;
    const kept = this.#matches.get(commit.matchId);
    const earlier = kept?.commits.find((one) => isOf(one, commit));
    if (earlier) return { status: "duplicate", ...earlier };
    if (kept?.head.version !== commit.version - 1 || kept.head.hash !== commit.parentHash) return { status: "lost" };
    if (kept.epoch !== entry.epoch) return { status: "lost" };
    const { status, deadline, toMove, outcome, snapshot, seating } = entry;
    const { head, holders, startedAt } = kept;
    kept.past.push({ head, holders, startedAt, snapshot: kept.snapshot });
    kept.head = { status, deadline, toMove, outcome, version: commit.version, hash: commit.hash };
    if (status !== "open" && status !== "aborted") kept.startedAt ??= commit.receivedAt;
    if (snapshot) kept.snapshot = { version: commit.version, hash: commit.hash, state: snapshot };
    if (seating) kept.holders = kept.holders.with(seating.seat, seating.playerId);
    const at = this.now();
    kept.commits.push({ commit, at });
    return { status: "appended", at };
  }

  async loadMatch(matchId: string): Promise<StoredMatch | null> {
    await this.#called("loadMatch", matchId);
    const kept = this.#matches.get(matchId);
    if (!kept) return null;
    const { facts, seed, watchKey, visibility } = kept.match;
    const tail = kept.commits.map(({ commit }) => commit).filter(({ version }) => version > kept.snapshot.version);
    const { creatorId, createMsgId, createPayloadHash } = kept.match;
    const created = { creatorId, createMsgId, createPayloadHash };
    const seal = sealOf(kept.match);
    const code = codeOf(kept);
    const stored = {
      facts,
      seed,
      code,
      watchKey,
      visibility,
      epoch: kept.epoch,
      snapshot: kept.snapshot,
      tail,
      created,
      seal,
    };
    const headRow = headRowOf(kept);
    return { ...stored, headRow, names: this.#namesOf(headRow.holders) };
  }

  async readCommits(matchId: string, after: number, limit: number): Promise<readonly ReadCommit[]> {
    await this.#called("readCommits", after);
    const { commits = [], epoch = 1 } = this.#matches.get(matchId) ?? {};
    return commits.slice(after, after + limit).map((stored) => ({ ...stored, epoch }));
  }

  async findCommit(matchId: string, actorId: string, msgId: string): Promise<StoredCommit | null> {
    await this.#called("findCommit", msgId);
    return this.#matches.get(matchId)?.commits.find((one) => isOf(one, { actorId, msgId })) ?? null;
  }

  async versionsOf(matchIds: readonly string[]) {
    await this.#called("versionsOf", matchIds);
    const known = matchIds.flatMap((id) => {
      const kept = this.#matches.get(id);
      return kept ? [[id, { version: kept.head.version, hash: kept.head.hash, epoch: kept.epoch }] as const] : [];
    });
    return new Map(known);
  }

  async epochFor(matchId: string, told: HeadLine): Promise<number | null> {
    await this.#called("epochFor", matchId);
    const kept = this.#matches.get(matchId);
    if (!kept) return null;
    const inLog = told.version === 0 || kept.commits[told.version - 1]?.commit.hash === told.hash;
    if (kept.epoch < told.epoch || (kept.epoch === told.epoch && !inLog)) kept.epoch = told.epoch + 1;
    return kept.epoch;
  }

  async findMatch(by: Partial<Record<"matchId" | "code" | "watchKey", string>>): Promise<MatchRow | null> {
    await this.#called("findMatch", by);
    for (const kept of this.#matches.values()) {
      const { facts, watchKey } = kept.match;
      if (by.matchId === facts.matchId || by.watchKey === watchKey) return this.#rowOf(kept);
      if (by.code !== undefined && by.code === codeOf(kept)) return this.#rowOf(kept);
    }
    return null;
  }

  async matchesOf(playerId: string): Promise<readonly MatchRow[]> {
    await this.#called("matchesOf", playerId);
    return [...this.#matches.values()]
      .filter(({ holders }) => holders.includes(playerId))
      .map((one) => this.#rowOf(one));
  }

  async publicMatches(): Promise<readonly MatchRow[]> {
    await this.#called("publicMatches", null);
    return [...this.#matches.values()]
      .filter((one) => one.match.visibility === "public")
      .map((one) => this.#rowOf(one));
  }

  async claimOverdue(claim: { at: number; leaseMs: number; limit: number }): Promise<readonly DueMatch[]> {
    await this.#called("claimOverdue", claim);
    const { at, leaseMs, limit } = claim;
    const due = [...this.#matches].flatMap(([matchId, kept]) => {
      const { deadline } = kept.head;
      return deadline === null || deadline > at || kept.hiddenUntil > at ? [] : [{ matchId, deadline, kept }];
    });
    const claimed = due.toSorted((a, b) => a.deadline - b.deadline).slice(0, limit);
    for (const { kept } of claimed) kept.hiddenUntil = at + leaseMs;
    return claimed.map(({ matchId, deadline }) => ({ matchId, deadline }));
  }

  async claimSeat(matchId: string, seat: Seat, playerId: string): Promise<number | null> {
    const kept = this.#matches.get(matchId);
    if (!kept || kept.holders[seat] !== playerId) return null;
    const sessionNo = (kept.sessions[seat] ?? 0) + 1;
    kept.sessions[seat] = sessionNo;
    // Numbered at once, told when the answer is through: answers may overtake one another.
    await this.#called("claimSeat", sessionNo);
    return sessionNo;
  }

  async sessionsOf(seats: readonly SeatKey[]): Promise<readonly SeatSession[]> {
    await this.#called("sessionsOf", seats);
    return seats.flatMap(({ matchId, seat }) => {
      const kept = this.#matches.get(matchId);
      const playerId = kept?.holders[seat];
      return playerId === undefined ? [] : [{ matchId, seat, playerId, sessionNo: kept?.sessions[seat] ?? 0 }];
    });
  }

  async rulesInPlay(): Promise<readonly RulesInPlay[]> {
    await this.#called("rulesInPlay", null);
    return rulesOf([...this.#matches.values()].filter((one) => codeOf(one) !== null).map(({ match }) => match.facts));
  }

  async putPlayer(player: PlayerRow): Promise<void> {
    await this.#called("putPlayer", player);
    this.#players.set(player.playerId, player);
  }

  #namesOf(playerIds: readonly (string | null)[]): ReadonlyMap<string, string> {
    const known = playerIds.flatMap((id) => (id === null ? [] : (this.#players.get(id) ?? [])));
    return new Map(known.map(({ playerId, name }) => [playerId, name]));
  }

  async players(playerIds: readonly string[]): Promise<ReadonlyMap<string, PlayerRow>> {
    await this.#called("players", playerIds);
    return new Map([...this.#players].filter(([id]) => playerIds.includes(id)));
  }

  async beat(heartbeat: Heartbeat): Promise<HeartbeatAnswer> {
    await this.#called("beat", heartbeat);
    return this.#beats.beat(heartbeat, this.now());
  }

  async ping(): Promise<void> {
    await this.#called("ping", null);
  }

  async close(): Promise<void> {}

  /** Spoils a stored commit: what is read from now on does not verify. */
  tamper(matchId: string, version: number): void {
    const kept = this.#matches.get(matchId);
    const stored = kept?.commits[version - 1];
    if (!kept || !stored) throw new Error("there is no such commit to tamper with");
    kept.commits[version - 1] = { ...stored, commit: { ...stored.commit, receivedAt: stored.commit.receivedAt + 1 } };
  }

  /** The log forgets what came after this version; in a new epoch if it is known that it did. */
  takeBack(matchId: string, version: number, { isKnown = true } = {}): void {
    const kept = this.#matches.get(matchId);
    const past = kept?.past[version];
    if (!kept || !past) throw new Error("there is nothing to take back");
    kept.commits.splice(version);
    kept.past.splice(version);
    Object.assign(kept, past);
    if (isKnown) kept.epoch += 1;
  }

  /** The same log goes on in another epoch. */
  beginEpoch(matchId: string): void {
    const kept = this.#matches.get(matchId);
    if (kept) kept.epoch += 1;
  }

  /** The log forgets that there was such a match. */
  forget(matchId: string): void {
    this.#matches.delete(matchId);
  }

  async #called(call: Call, argument: unknown): Promise<void> {
    this.calls[call] = (this.calls[call] ?? 0) + 1;
    await this.before[call]?.(argument);
  }

  #rowOf(kept: Kept): MatchRow {
    const { match, head, holders, startedAt, epoch } = kept;
    const { matchId, gameId, hostId, createdAt } = match.facts;
    const { watchKey, visibility } = match;
    const { status, version, toMove, deadline, outcome } = head;
    const ended = status === "finished" || status === "aborted";
    const seats = holders.map((playerId, seat) => {
      const name = playerId === null ? null : (this.#players.get(playerId)?.name ?? null);
      return { seat, playerId, name };
    });
    const code = ended ? null : match.code;
    const times = { createdAt, startedAt, endedAt: headRowOf(kept).endedAt, updatedAt: createdAt };
    return {
      matchId,
      gameId,
      hostId,
      ...times,
      epoch,
      code,
      watchKey,
      visibility,
      status,
      version,
      toMove,
      deadline,
      outcome,
      seats,
    };
  }
}

function headRowOf({ head, holders, commits }: Kept): HeadRow {
  const endedAt = head.outcome === null ? null : (commits.at(-1)?.commit.receivedAt ?? null);
  return { ...head, endedAt, holders };
}

function codeOf({ match, head }: Kept): string | null {
  return head.status === "finished" || head.status === "aborted" ? null : match.code;
}

function isOf({ commit }: StoredCommit, key: { readonly actorId: string; readonly msgId: string }): boolean {
  return commit.actorId === key.actorId && commit.msgId === key.msgId;
}
