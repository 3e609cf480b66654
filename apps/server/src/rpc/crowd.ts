import { rejection } from "@holdfast/engine";
import type { Session } from "../usecases/deps.js";
import { refused } from "./refusals.js";

/** Counts each player's connections to this node. */
export class Crowd {
  readonly #ofPlayer = new Map<string, Set<string>>();
  readonly #playerOf = new Map<string, string>();

  constructor(private readonly most: number) {}

  /** @throws TRPCError when the player has as many as one may have; older ones end by themselves when nobody is there */
  admit(connectionId: string, session: Session | null): void {
    if (session === null || session.scope === "observer") return;
    const { playerId } = session;
    const known = this.#ofPlayer.get(playerId) ?? new Set();
    if (known.size >= this.most) {
      throw refused(
        rejection("rate_limited", "too_many_connections", "You are connected too often. Close some pages."),
      );
    }
    this.#ofPlayer.set(playerId, known.add(connectionId));
    this.#playerOf.set(connectionId, playerId);
  }

  forget(connectionId: string): void {
    const playerId = this.#playerOf.get(connectionId);
    if (playerId === undefined) return;
    this.#playerOf.delete(connectionId);
    const rest = this.#ofPlayer.get(playerId);
    rest?.delete(connectionId);
    if (rest?.size === 0) this.#ofPlayer.delete(playerId);
  }
}
