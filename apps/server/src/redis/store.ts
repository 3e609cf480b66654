/**
 * The store of coordination as its users see it: one Redis, or a cluster whose nodes each keep a part of the
 * keys. Each part answers or is away for itself.
 */
import type { Redis } from "ioredis";
import type { Script } from "./script.js";

/** What is answered instead of a reply when Redis does not answer. */
export const AWAY = Symbol("away");
export type Away = typeof AWAY;

/** What the store calls itself. */
export interface Generation {
  /** Changes when the store was emptied. */
  readonly name: string;
  /** The name and which run of the Redis process this is: a restart may have brought older contents back. */
  readonly id: string;
  /** When this node first saw it, epoch milliseconds. */
  readonly seenAt: number;
  /** Whether this node knew another one before: what is missing may have been lost a moment ago. */
  readonly replaced: boolean;
}

/** One Redis: the whole store, or the part of it that one node of a cluster keeps. */
export interface Part {
  /** Whether it is known to answer; if not, so will every call, at once, that it does not. */
  readonly live: boolean;
  /** A call has had no reply for longer than any reply takes in order: it may be about to be found away. */
  readonly isSilent: boolean;
  /** As last seen; null until it was. */
  readonly generation: Generation | null;
  readonly generationKey: string;
  /** The reply, or AWAY: at once while it is known to be away, else within the command timeout. Never throws. */
  ask<T>(use: (client: Redis) => Promise<T>): Promise<T | Away>;
  /** Runs a script; its reply is unparsed. All its keys must be of this part. */
  run(script: Script, ...args: readonly (string | number)[]): Promise<unknown>;
  /** Asks for its generation now; null when away. `lost` names one to be replaced. */
  refreshGeneration(lost?: string): Promise<Generation | null>;
}

export interface Store {
  /** Resolves when the first attempt to reach every part has come to an end, good or bad. */
  readonly judged: Promise<void>;
  /** The part that keeps a key; one that is always away where nobody is known to. */
  partOf(key: string): Part;
  /** A part that answers, where there is one: for what is not about a key. */
  anyPart(): Part;
  parts(): readonly Part[];
  /** One Redis, at which everybody is subscribed: it knows how many are to a channel. */
  readonly knowsSubscribers: boolean;
  /** Keys of the same group may be asked for in one command. */
  groupOf(key: string): number;
  /** Runs after an outage of any part; what others published meanwhile may be lost. */
  onReturn(listener: () => void): void;
  /** Runs when a part turns out to have been emptied, restarted or taken over by another node. */
  onReplaced(listener: () => void): void;
  close(): void;
}

/** Keeps nothing and never answers. */
export const NOWHERE: Part = {
  live: false,
  isSilent: false,
  generation: null,
  generationKey: "",
  ask: () => Promise.resolve(AWAY),
  run: () => Promise.resolve(AWAY),
  refreshGeneration: () => Promise.resolve(null),
};
