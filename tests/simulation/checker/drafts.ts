/** A copy of a history to be broken by hand, and what that takes: each throws where the history has nothing of the kind. */
import { createHash } from "node:crypto";
import { type Commit, commitHashOf, type StoredCommit } from "@holdfast/engine";
import type { History, MatchLog, Operation, SeenFrame } from "./history.js";

export type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type Draft = {
  -readonly [K in keyof History]: History[K] extends readonly (infer E)[] ? Writable<E>[] : History[K];
};

/** What breaks a history: the rule that must name it, what it is in words, and how. */
export type Break = readonly [rule: string, what: string, breaks: (history: Draft) => void];

export function must<T>(found: T | undefined | null): T {
  if (found === undefined || found === null) throw new Error("the history has nothing of the kind");
  return found;
}

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The log with hashes that fit again, as somebody who tampers with it would leave it. */
export function rechained(log: MatchLog, edit: (commit: Writable<Commit>, index: number) => void): MatchLog {
  let parentHash = log.commits[0]?.commit.parentHash ?? "";
  const commits = log.commits.map(({ commit, at }, index): StoredCommit => {
    const edited = { ...commit, parentHash };
    edit(edited, index);
    edited.hash = commitHashOf(edited, sha256);
    parentHash = edited.hash;
    return { commit: edited, at };
  });
  return { ...log, commits };
}

export const accepted = ({ outcome, kind }: Operation) => outcome.kind === "accepted" && kind === "move";
export const rowOf = (history: Draft, op: Operation) =>
  must(history.logs.flatMap(({ commits }) => commits).find(({ commit }) => commit.msgId === op.msgId));
export const longest = (history: Draft) =>
  must([...history.logs].sort((a, b) => b.commits.length - a.commits.length)[0]);
export const edit = (history: Draft, log: MatchLog, change: Partial<MatchLog>) => {
  history.logs = history.logs.map((one) => (one === log ? { ...one, ...change } : one));
};
export const isAutoMove = ({ commit }: StoredCommit) =>
  commit.kind === "timeout" && (commit.events[0] as { type?: string } | undefined)?.type === "move.made";
/** Who sits there in the end: a seat may have been left and taken again before play began. */
export const playerOf = ({ commits }: MatchLog, seat: number) =>
  must(commits.findLast(({ commit }) => commit.kind === "join" && commit.seat === seat)).commit.actorId;
export const shown = ({ where }: SeenFrame) => where === "shown";

/** The log loses its tail from an accepted move on, of somebody who follows to the end. @returns that move. */
export function takeBack(h: Draft, isSafe = false): Operation {
  const follows = ({ client, matchId }: Operation) =>
    must(h.end).clients.some((one) => one.client === client && one.matchId === matchId);
  const op = must(h.operations.findLast((one) => accepted(one) && follows(one)));
  const log = must(h.logs.find(({ commits }) => commits.some(({ commit }) => commit.msgId === op.msgId)));
  const { epoch, commits } = log;
  const kept = commits.slice(0, rowOf(h, op).commit.version - 1);
  edit(h, log, { epoch: epoch + 1, commits: kept, earlier: [{ epoch, commits, isSafe }] });
  return op;
}

/** Everybody who follows is told of it. */
export function tellOfReset(h: Draft): void {
  const end = must(h.end);
  const epochs = new Map(h.logs.map(({ facts, epoch }) => [facts.matchId, epoch]));
  const told = end.clients.filter(({ matchId, epoch }) => epoch !== epochs.get(matchId));
  h.resets = told.map(({ client, matchId, epoch }) => ({
    ...{ client, matchId, at: end.at, before: epoch ?? 1 },
    epoch: epochs.get(matchId) ?? 1,
  }));
  h.end = { ...end, clients: end.clients.map((one) => ({ ...one, epoch: epochs.get(one.matchId) ?? 1 })), caches: [] };
}
