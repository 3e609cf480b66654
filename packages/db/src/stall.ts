/** A request whose rules did not come back on one node. */
export interface Stall {
  /** A match's id, or the name of a game that is not a match yet. */
  readonly subject: string;
  readonly actorId: string;
  readonly msgId: string;
  readonly nodeId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** How many nodes stopped over one request. */
export interface StallCount extends Omit<Stall, "nodeId" | "at"> {
  readonly nodes: number;
}

/** Where a thread that watches another one notes what that is stuck in; works while the other stands still. */
export interface StallNotes {
  note(stall: Stall): Promise<void>;
  /** It came back after all. */
  erase(stall: Stall): Promise<void>;
}
