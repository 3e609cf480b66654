/**
 * The names of everything kept in Redis. What a script touches together carries one hash tag (the part in
 * braces), so that Redis Cluster keeps it on one shard.
 */
export interface Keys {
  /** Of the store, or of the part of a cluster in which this tag is. */
  generation(tag?: string): string;
  liveNodes(): string;
  outcome(playerId: string, msgId: string): string;
  seats(matchId: string): string;
  observers(matchId: string): string;
  timers(shard: number): string;
  timersMark(shard: number): string;
  timersState(shard: number): string;
  bucket(key: string): string;
  /** A pub/sub channel; channels have no shard, but names follow the same pattern. */
  wakeups(topic: string): string;
}

/** The tag of what is about nodes and not about a match; the generation beside it has the same. */
export const NODES = "nodes";

export function keysWith(prefix: string): Keys {
  return {
    generation: (tag = NODES) => `${prefix}{${tag}}:generation`,
    liveNodes: () => `${prefix}{${NODES}}:live`,
    outcome: (playerId, msgId) => `${prefix}{${playerId}}:outcome:${msgId}`,
    seats: (matchId) => `${prefix}{${matchId}}:seats`,
    observers: (matchId) => `${prefix}{${matchId}}:observers`,
    timers: (shard) => `${prefix}{timers${shard}}:due`,
    timersMark: (shard) => `${prefix}{timers${shard}}:mark`,
    timersState: (shard) => `${prefix}{timers${shard}}:state`,
    bucket: (key) => `${prefix}{${key}}:bucket`,
    wakeups: (topic) => `${prefix}{${topic}}:wakeups`,
  };
}
