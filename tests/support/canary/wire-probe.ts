/** Reads everything that came down the lines of a match's viewers, and says who was told what they may not know. */
import type { GameId } from "@holdfast/sdk";
import type postgres from "postgres";
import type { SdkPlayer } from "../sdk-player.js";
import type { Secrets, StoredEvent } from "./secrets.js";

type Player = SdkPlayer<GameId>;

export class WireProbe {
  /** `Ada heard card 7`, each once. */
  readonly leaks = new Set<string>();
  /** Secrets that were told to somebody who may know them: what the same look finds when it is there. */
  readonly rightlyTold = new Set<string>();
  readonly #read = new Map<Player, number>();
  #seed = "";
  /** Of states and commits. Where few cards are unknown, whoever has the hash can try them all. */
  #hashes: readonly string[] = [];

  constructor(
    private readonly sql: postgres.Sql,
    private readonly players: readonly Player[],
    private readonly secrets: Secrets,
  ) {}

  get seed(): string {
    return this.#seed;
  }

  /** Reads what came since the last look. Everybody holds the newest version, and nobody moves meanwhile. */
  async look(): Promise<void> {
    const events = await this.#storedEvents();
    for (const player of this.players) {
      const known = this.secrets.knownTo(player.seat, events);
      const unread = player.heard.slice(this.#read.get(player) ?? 0);
      this.#read.set(player, player.heard.length);
      for (const text of unread) this.#judge(player, text, known);
    }
  }

  /** The secrets of this match that a text tells, whoever may know them: for what is no player's to read. */
  namedIn(text: string): readonly string[] {
    const tokens = this.players.filter(({ token }) => text.includes(token)).map(({ name }) => `the token of ${name}`);
    const seed = this.#seed !== "" && text.includes(this.#seed) ? ["the seed"] : [];
    const draws = text.includes('"purpose":') ? ["the draws"] : [];
    const hash = this.#hashes.some((each) => text.includes(each)) ? ["a hash"] : [];
    return [...new Set([...this.secrets.namedIn(text), ...tokens, ...seed, ...draws, ...hash])];
  }

  #judge(player: Player, text: string, known: ReadonlySet<string>): void {
    for (const secret of this.namedIn(text)) {
      if (known.has(secret) || secret === `the token of ${player.name}`) this.rightlyTold.add(secret);
      else this.leaks.add(`${player.name} heard ${secret}`);
    }
  }

  async #storedEvents(): Promise<readonly StoredEvent[]> {
    const matchId = this.players[0]?.match.id ?? "";
    const [match] = await this.sql`SELECT seed FROM matches WHERE match_id = ${matchId}`;
    this.#seed = String(match?.["seed"]);
    const rows = await this.sql`
      SELECT events, state_hash, hash FROM commits WHERE match_id = ${matchId} ORDER BY version`;
    this.#hashes = rows.flatMap((row) => [String(row["state_hash"]), String(row["hash"])]);
    return rows.flatMap(({ events }) => JSON.parse(String(events)) as readonly StoredEvent[]);
  }
}
