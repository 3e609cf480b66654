/**
 * What administrators do to a match: each is one ordinary commit by the actor `admin`, with a msgId that makes a
 * repeat harmless and a reason that everybody in the match is told. Called by `admin.*`.
 */
import {
  ADMIN,
  type Command,
  IntegrityFault,
  type MatchState,
  type Result,
  replayLog,
  type Seat,
} from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { answerOnce, type Receipt } from "./answer-once.js";
import type { Deps } from "./deps.js";

interface Asked {
  readonly matchId: string;
  readonly msgId: string;
  readonly reason: string;
}
export interface Intervention extends Asked {
  readonly kind: "pause" | "resume" | "abort";
}
export interface Resolution extends Asked {
  readonly winners: readonly Seat[];
  readonly scores?: readonly number[] | undefined;
}
export interface RollbackRequest extends Asked {
  readonly to: number;
  /** The administrator knows that the match was over, and its whole log public. */
  readonly acrossEnd: boolean;
}

/** Pauses, resumes or aborts. @throws StorageUnavailable */
export async function intervene(deps: Deps, { kind, ...asked }: Intervention): Promise<Result<Receipt>> {
  const live = await deps.matches.get(asked.matchId);
  return live.ok ? answerOnce(deps, live.value, { kind, ...base(asked) }) : live;
}

/** Ends the match with an outcome that the administrator decided. @throws StorageUnavailable */
export async function resolveMatch(deps: Deps, request: Resolution): Promise<Result<Receipt>> {
  const live = await deps.matches.get(request.matchId);
  if (!live.ok) return live;
  const { winners, scores = null } = request;
  return answerOnce(deps, live.value, { kind: "resolve", ...base(request), winners, scores });
}

/** Takes play back to the state at a version; the log goes on. @throws StorageUnavailable */
export async function rollBack(deps: Deps, request: RollbackRequest): Promise<Result<Receipt>> {
  const live = await deps.matches.get(request.matchId);
  if (!live.ok) return live;
  const { to, acrossEnd } = request;
  const restored = await stateAt(deps, live.value, to);
  if (!restored.ok) return restored;
  const salt = acrossEnd ? Buffer.from(deps.ports.random.bytes(32)).toString("hex") : null;
  return answerOnce(deps, live.value, { kind: "rollback", ...base(request), to, restored: restored.value, salt });
}

function base({ msgId, reason }: Asked): Pick<Command, "actorId" | "msgId"> & { readonly reason: string } {
  return { actorId: ADMIN, msgId, reason };
}

const PAGE = 200;

/** The state at a version, from the log and checked on the way; beyond the end of the log it is the newest. */
async function stateAt(deps: Deps, live: LiveMatch, version: number): Promise<Result<MatchState>> {
  try {
    let head = replayLog(live, []);
    while (head.version < version) {
      const limit = Math.min(PAGE, version - head.version);
      const page = await deps.ports.store.readCommits(live.id, head.version, limit);
      if (page.length === 0) break;
      head = replayLog(
        live,
        page.map(({ commit }) => commit),
        head,
      );
    }
    return { ok: true, value: head.state };
  } catch (fault) {
    if (!(fault instanceof IntegrityFault)) throw fault;
    return { ok: false, rejection: deps.matches.logs.freeze(live, fault) };
  }
}
