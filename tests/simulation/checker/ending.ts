/**
 * H-g: once all is calm, everybody who is connected shows the newest state and who is there, has an answer to everything
 * asked, and every node that holds a match holds what the log holds. A dead system would pass every other rule.
 */
import type { Ending, History, Violation } from "./history.js";
import type { ReadMatch } from "./logs.js";

/** Whoever asks for something so shortly before the end, and loses the connection then, need not have the answer. */
const ANSWERED_WITHIN_MS = 2_000;

export function checkEnding(
  { end, operations, here }: History,
  matches: ReadonlyMap<string, ReadMatch>,
): readonly Violation[] {
  if (end === null) return [];
  const violation = (what: string): Violation => ({ rule: "H-g", what });
  const clients = end.clients.flatMap(({ client, matchId, status, epoch, version, absent = [], waiting }) => {
    const newest = matches.get(matchId)?.log.epoch;
    const due = versionDue(end, matches.get(matchId));
    const problems = [];
    if (status !== "live") problems.push(violation(`${client} ends ${status}`));
    const since = end.at - ANSWERED_WITHIN_MS;
    const asked = operations.filter((op) => op.client === client && op.invokedAt > since && op.returnedAt === null);
    if (waiting > asked.length) problems.push(violation(`${client} ends with ${waiting} requests unanswered`));
    if ((version ?? -1) < due) problems.push(violation(`${client} ends at version ${version} of ${due}`));
    for (const { playerId } of here.filter((one) => one.matchId === matchId && one.to === null && one.from <= since)) {
      if (absent.includes(playerId)) problems.push(violation(`${client} does not show ${playerId} as here`));
    }
    if (epoch !== undefined && epoch !== null && epoch !== newest) {
      problems.push(violation(`${client} ends in epoch ${epoch} of ${newest}`));
    }
    return problems;
  });
  const caches = end.caches.flatMap(({ node, matchId, version, hash }) => {
    const read = matches.get(matchId);
    const due = versionDue(end, read);
    if (version < due) return [violation(`${node} ends at version ${version} of ${due} of ${matchId}`)];
    const isTrue = read?.heads[version]?.hash === hash;
    return isTrue ? [] : [violation(`${node} holds a version ${version} of ${matchId} that is not the log's`)];
  });
  return [...clients, ...caches];
}

/** The version that must have reached everybody by the end. */
function versionDue({ at, slackMs }: Ending, read: ReadMatch | undefined): number {
  const stored = read?.log.commits.findLast((one) => one.at <= at - slackMs);
  return stored?.commit.version ?? 0;
}
