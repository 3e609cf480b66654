/** From what was taken down in a world to what the checker reads. */
import type { StateFrame } from "@holdfast/protocol";
import { PRESENCE_LEASE_MS } from "../../../apps/server/src/ports.js";
import { RENEW_EVERY_MS } from "../../../apps/server/src/presence/attendance.js";
import type { Ending, History } from "../checker/history.js";
import { isSoundInside } from "./faults.js";
import { SLACK_MS, type World } from "./world.js";

const WORST_CLOCK_MS = 2_000;
const PROMPT_MS = 2_000;
/** What nodes take for an outage here. */
const UNCOUNTED_MS = 2_000;
/** An emptied board says nothing of who is elsewhere until a lease has passed, and all nodes have looked again. */
const BOARD_WHOLE_MS = PRESENCE_LEASE_MS + RENEW_EVERY_MS + 1_000;

export function historyOf(world: World): History {
  const { recorder, chosen } = world;
  const logs = [...world.database.everything()].map(({ created, epoch, log, earlier }) => ({
    facts: created.facts,
    seed: created.seed,
    epoch,
    commits: log,
    earlier,
  }));
  for (const { facts, commits } of logs) {
    const moves = commits.filter(({ commit }) => commit.kind === "move");
    const hostPlays = commits.some(({ commit }) => commit.actorId === facts.hostId);
    if (facts.hostId !== null && moves.length > 0 && !hostPlays) recorder.sometimes("played under a host");
    for (const { commit } of commits) {
      if (commit.kind === "timeout") recorder.sometimes("timeout committed");
      if (commit.kind === "absence") recorder.sometimes("absence settled");
      if (commit.kind === "credit") recorder.sometimes("outage credited");
      if (commit.kind === "extend") recorder.sometimes("turn extended");
      if (commit.kind === "resume") recorder.sometimes("pause ended by a return");
      if (commit.kind === "leave") recorder.sometimes("left a seat");
    }
  }
  return {
    logs,
    operations: recorder.operations,
    frames: recorder.frames,
    events: recorder.events,
    resets: recorder.resets,
    resumes: recorder.resumes,
    losses: recorder.losses,
    here: recorder.here,
    poisoned: recorder.poisoned,
    threwAt: recorder.threwAt,
    alarms: recorder.alarms,
    clockErrorMs: chosen.skewMs === 0 && chosen.everyStep === 0 ? 0 : WORST_CLOCK_MS,
    outages: recorder.outages,
    uncountedMs: UNCOUNTED_MS,
    decidedWithinMs: isSoundInside(chosen) ? PROMPT_MS : null,
    end: endingOf(world),
  };
}

function endingOf(world: World): Ending {
  const isBoardWhole = world.timeline.now - (world.coordination.lostAt ?? 0) >= BOARD_WHOLE_MS;
  const clients = world.people.flatMap((person): Ending["clients"] => {
    const page = person.following;
    if (person.isOnTheWay)
      return [{ client: person.name, matchId: "", status: "on the way", epoch: null, version: null, waiting: 0 }];
    if (page?.match == null) return [];
    const { id: matchId, status, snapshot } = page.match;
    const { epoch, version } = snapshot ?? { epoch: null, version: null };
    const shown = { client: page.name, matchId, status, epoch, version, waiting: page.waiting };
    return [isBoardWhole ? { ...shown, absent: absentIn(snapshot as StateFrame | null) } : shown];
  });
  const caches = world.nodes.flatMap((node) =>
    [...(node?.core.rpc.matches.all() ?? [])].map(({ id, head }) => ({
      node: node?.name ?? "",
      matchId: id,
      version: head.version,
      hash: head.hash,
    })),
  );
  return { at: world.timeline.now, slackMs: SLACK_MS, clients, caches };
}

function absentIn(snapshot: StateFrame | null): readonly string[] {
  return (snapshot?.seats ?? []).flatMap(({ playerId, presence }) =>
    playerId === null || presence === "here" ? [] : [playerId],
  );
}
