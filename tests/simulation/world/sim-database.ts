/**
 * The database of a simulated world: the tables, and each statement that the real store sends, carried out at once and
 * whole. The fence is that of `append-commits.ts`; the contract suite of stores holds this to the same promises as SQL.
 */
import {
  type DueMatch,
  type HeadLine,
  type Heartbeat,
  type HeartbeatAnswer,
  type HeadRow,
  type MatchHead,
  type MatchRow,
  type MatchState,
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
import type { AppendValues } from "../../../packages/db/src/commit-columns.js";
import { BeatBook } from "../../support/beat-book.js";
import { rulesOf } from "../../support/rules-of.js";
import { bigint, orNull, smallint, text } from "./append-row.js";
import { carryOut } from "./carry-out.js";
import { DriverError } from "./driver-error.js";
import { LogLives } from "./log-lives.js";
import { matchRowOf } from "./match-row-of.js";
import { headRowOf, type MatchTable, tableOf } from "./match-table.js";

type CreateAttempt =
  | { readonly status: "created" | "code_taken" | "blocked" }
  | { readonly status: "duplicate"; readonly matchId: string; readonly payloadHash: string };
export type MatchKey = { matchId: string } | { code: string } | { watchKey: string };

export class SimDatabase {
  readonly #matches = new Map<string, MatchTable>();
  readonly #byCode = new Map<string, MatchTable>();
  readonly #byWatchKey = new Map<string, MatchTable>();
  readonly #byCreator = new Map<string, MatchTable>();
  readonly #players = new Map<string, PlayerRow>();
  readonly #beats = new BeatBook();
  readonly #lives = new LogLives();
  #over = 0;

  constructor(
    private readonly now: () => number,
    /** Rows this says yes to are refused, and their whole statement with them. */
    private readonly isPoison: (row: { readonly kind: string; readonly msgId: string }) => boolean = () => false,
    /** Told when a statement of several rows is refused for one of them. */
    private readonly onRefusedBatch: () => void = () => {},
  ) {}

  /** How many matches have come to an end. */
  get over(): number {
    return this.#over;
  }

  /** What came of this msgId of this creator. */
  findCreated(creatorId: string, msgId: string): { matchId: string; payloadHash: string } | null {
    const first = this.#byCreator.get(`${creatorId}/${msgId}`);
    if (first === undefined) return null;
    const { facts, createPayloadHash: payloadHash } = first.created;
    return { matchId: facts.matchId, payloadHash };
  }

  createMatch(match: NewMatch): CreateAttempt {
    const creator = `${match.creatorId}/${match.createMsgId}`;
    const first = this.findCreated(match.creatorId, match.createMsgId);
    if (first) return { status: "duplicate", ...first };
    if (this.#byCode.has(match.code)) return { status: "code_taken" };
    if (this.#matches.has(match.facts.matchId) || this.#byWatchKey.has(match.watchKey)) return { status: "blocked" };
    const table = tableOf(match, this.now());
    this.#matches.set(match.facts.matchId, table);
    this.#byCode.set(match.code, table);
    this.#byWatchKey.set(match.watchKey, table);
    this.#byCreator.set(creator, table);
    return { status: "created" };
  }

  /** One statement: every row that passes the fence, or a fault and nothing. @throws DriverError */
  append(rows: readonly AppendValues[]): readonly { place: number; at: number }[] {
    this.#insistOnOrder(rows);
    const at = this.now();
    const fenced = rows.flatMap((row, index) => (this.#passes(row) ? [{ row, place: index + 1 }] : []));
    try {
      for (const row of rows) this.#refuseUnstorable(row);
      for (const { row } of fenced) this.#checkUnique(row);
    } catch (fault) {
      if (rows.length > 1) this.onRefusedBatch();
      throw fault;
    }
    return fenced.map(({ row, place }) => {
      this.#carryOut(row, at);
      return { place, at };
    });
  }

  findByMsgIds(rows: readonly AppendValues[]): ReadonlyMap<number, StoredCommit> {
    return new Map(
      rows.flatMap((row, index) => {
        const found = this.findCommit(text(row, "match_id"), text(row, "actor_id"), text(row, "msg_id"));
        return found ? [[index + 1, found] as const] : [];
      }),
    );
  }

  /** As `load-match.ts` does it: not before the log's life was entered. */
  loadMatch(matchId: string): StoredMatch | "none" | null {
    const table = this.#matches.get(matchId);
    if (!table) return "none";
    if (!this.#lives.isEntered) return null;
    const { facts, seed, watchKey, visibility, creatorId, createMsgId, createPayloadHash } = table.created;
    const { code, snapshotVersion: version, snapshotHash: hash } = table;
    const epoch = this.#lives.epochOf(table);
    const snapshot: MatchHead = { version, hash, state: JSON.parse(table.snapshotText) as MatchState };
    const headRow = headRowOf(table);
    const seated = headRow.holders.flatMap((id) => id ?? []);
    return {
      ...{ facts, seed, code, watchKey, visibility, epoch, snapshot, headRow },
      tail: table.log.slice(version).map((s) => s.commit),
      names: new Map([...this.players(seated)].map(([id, { name }]) => [id, name])),
      created: { creatorId, createMsgId, createPayloadHash },
      seal: sealOf(table.created),
    };
  }

  readCommits(matchId: string, after: number, limit: number): readonly ReadCommit[] | null {
    const table = this.#matches.get(matchId);
    const page = table?.log.slice(after, after + limit) ?? [];
    if (!table || page.length === 0) return [];
    const epoch = this.#lives.epochOf(table);
    return this.#lives.isEntered ? page.map((stored) => ({ ...stored, epoch })) : null;
  }

  findCommit(matchId: string, actorId: string, msgId: string): StoredCommit | null {
    return this.#matches.get(matchId)?.byMsgId.get(`${actorId}/${msgId}`) ?? null;
  }

  versionsOf(matchIds: readonly string[]): ReadonlyMap<string, HeadLine> | null {
    const tables = matchIds.flatMap((id) => this.#matches.get(id) ?? []);
    if (tables.length > 0 && !this.#lives.isEntered) return null;
    return new Map(tables.map((table) => [table.created.facts.matchId, this.#lives.lineOf(table)]));
  }

  /** The three statements of `log-life.ts`, and what makes them needed. */
  enterLife(): void {
    this.#lives.enter();
  }
  beginEpoch(matchId: string, told: HeadLine): void {
    const table = this.#matches.get(matchId);
    if (table) this.#lives.beginEpoch(table, told);
  }
  /** The log goes on on another timeline. */
  promote(): void {
    this.#lives.promote(this.#matches.values());
  }

  /** The log forgets what came after this version. @returns how many commits. */
  takeBack(matchId: string, version: number): number {
    const table = this.#matches.get(matchId);
    const before = table?.past[version];
    if (!table || !before || (before.code !== null && table.code === null && this.#byCode.has(before.code))) return 0;
    this.#lives.endEpoch(table);
    if (table.code === null && before.code !== null) this.#over -= 1;
    Object.assign(table, before);
    if (table.code !== null) this.#byCode.set(table.code, table);
    table.past.splice(version);
    const lost = table.log.splice(version);
    for (const { commit } of lost) table.byMsgId.delete(`${commit.actorId}/${commit.msgId}`);
    return lost.length;
  }

  findMatch(by: MatchKey): MatchRow | null {
    const table =
      "matchId" in by
        ? this.#matches.get(by.matchId)
        : "code" in by
          ? this.#byCode.get(by.code)
          : this.#byWatchKey.get(by.watchKey);
    return table ? matchRowOf(table, this.#lives.epochOf(table), this.#players) : null;
  }

  matchesOf(playerId: string, { finished, limit }: { finished: boolean; limit: number }): readonly MatchRow[] {
    return this.#listed(limit, ({ created, seats, status }) => {
      const isTheirs = created.facts.hostId === playerId || seats.some((seat) => seat.playerId === playerId);
      return isTheirs && (finished || (status !== "finished" && status !== "aborted"));
    });
  }

  publicMatches({ status, limit }: { status: "open" | "playing"; limit: number }): readonly MatchRow[] {
    return this.#listed(limit, (table) => table.created.visibility === "public" && table.status === status);
  }

  /** As `claim-overdue.ts` does it. */
  claimOverdue({ at, leaseMs, limit }: { at: number; leaseMs: number; limit: number }): readonly DueMatch[] {
    const looked = [...this.#matches].filter(([, { checkAt }]) => checkAt !== null && checkAt <= at);
    looked.sort(([, a], [, b]) => (a.checkAt ?? 0) - (b.checkAt ?? 0));
    const claimed = looked.slice(0, limit).flatMap(([matchId, table]): readonly DueMatch[] => {
      const { deadline } = table;
      const isOver = deadline !== null && deadline <= at;
      table.checkAt = isOver ? at + leaseMs : deadline;
      return isOver ? [{ matchId, deadline }] : [];
    });
    return claimed.toSorted((a, b) => a.deadline - b.deadline);
  }

  /** The number of the seat's last session; null if this player does not hold it. */
  sessionOf(matchId: string, seat: Seat, playerId: string): number | null {
    const row = this.#matches.get(matchId)?.seats[seat];
    return row === undefined || row.playerId !== playerId ? null : row.sessionNo;
  }

  /** The next session's number, unless the last one is another by now. */
  claimSeat(
    matchId: string,
    seat: Seat,
    { playerId, last }: { readonly playerId: string; readonly last: number },
  ): number | null {
    const row = this.#matches.get(matchId)?.seats[seat];
    if (row === undefined || row.playerId !== playerId || row.sessionNo !== last) return null;
    row.sessionNo += 1;
    return row.sessionNo;
  }

  sessionsOf(seats: readonly SeatKey[]): readonly SeatSession[] {
    return seats.flatMap(({ matchId, seat }) => {
      const row = this.#matches.get(matchId)?.seats[seat];
      return row === undefined ? [] : [{ matchId, seat, playerId: row.playerId, sessionNo: row.sessionNo }];
    });
  }

  rulesInPlay(): readonly RulesInPlay[] {
    return rulesOf([...this.#matches.values()].filter(({ code }) => code !== null).map(({ created }) => created.facts));
  }

  putPlayer(player: PlayerRow): void {
    this.#players.set(player.playerId, player);
  }

  players(playerIds: readonly string[]): ReadonlyMap<string, PlayerRow> {
    return new Map(
      playerIds.flatMap((id) => {
        const player = this.#players.get(id);
        return player ? [[id, player] as const] : [];
      }),
    );
  }

  beat(heartbeat: Heartbeat): HeartbeatAnswer {
    return this.#beats.beat(heartbeat, this.now());
  }

  /** Every match with its log, for whoever checks what happened. */
  *everything(): Iterable<{
    readonly created: NewMatch;
    readonly epoch: number;
    readonly log: readonly StoredCommit[];
    readonly earlier: MatchTable["earlier"];
  }> {
    for (const table of this.#matches.values()) yield { ...table, epoch: this.#lives.epochOf(table) };
  }

  /** Two statements that lock heads in different orders wait for each other some day; this one need not wait for it. */
  #insistOnOrder(rows: readonly AppendValues[]): void {
    const ids = rows.map((row) => text(row, "match_id"));
    if (ids.some((id, i) => i > 0 && id <= (ids[i - 1] ?? ""))) throw new DriverError("XX000", "matches");
  }

  #refuseUnstorable(row: AppendValues): void {
    for (const column of ["seat", "changed_seat"]) smallint(row, column);
    for (const column of ["received_at", "deadline"]) bigint(row, column);
    if (this.isPoison({ kind: text(row, "kind"), msgId: text(row, "msg_id") })) {
      throw new DriverError("22003", "commits");
    }
  }

  #passes(row: AppendValues): boolean {
    const table = this.#matches.get(text(row, "match_id"));
    if (table === undefined) return false;
    const isOfNow = this.#lives.isEntered && this.#lives.epochOf(table) === Number(text(row, "epoch"));
    const follows = isOfNow && table.version === Number(text(row, "version")) - 1;
    const isKnown = table.byMsgId.has(`${text(row, "actor_id")}/${text(row, "msg_id")}`);
    return follows && table.headHash === text(row, "parent_hash") && !isKnown;
  }

  #checkUnique(row: AppendValues): void {
    const holder = orNull(row, "new_holder");
    const seats = this.#matches.get(text(row, "match_id"))?.seats ?? [];
    const changed = Number(orNull(row, "changed_seat") ?? -1);
    if (holder !== null && seats.some(({ playerId }, seat) => playerId === holder && seat !== changed)) {
      throw new DriverError("23505", "seats");
    }
  }

  #carryOut(row: AppendValues, at: number): void {
    const table = this.#matches.get(text(row, "match_id"));
    if (table === undefined) return;
    carryOut(table, row, at);
    if (table.status === "finished" || table.status === "aborted") this.#close(table);
  }

  #close(table: MatchTable): void {
    table.checkAt = null;
    if (table.code === null) return;
    this.#byCode.delete(table.code);
    table.code = null;
    this.#over += 1;
  }

  #listed(limit: number, wanted: (table: MatchTable) => boolean): readonly MatchRow[] {
    const tables = [...this.#matches.values()].filter(wanted);
    tables.sort((a, b) => b.created.facts.createdAt - a.created.facts.createdAt);
    return tables.slice(0, limit).map((table) => matchRowOf(table, this.#lives.epochOf(table), this.#players));
  }
}
