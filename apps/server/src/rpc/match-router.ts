/** `match.*`: join, move, resume, resign and the rest, and `match.state`, the stream of versioned state. */
import * as wire from "@holdfast/protocol";
import type { Result } from "@holdfast/engine";
import { addBot, removeBot } from "../usecases/seat-bots.js";
import { changeOwnMatch } from "../usecases/change-settings.js";
import { createMatch } from "../usecases/create-match.js";
import { leaveMatch, resignMatch } from "../usecases/give-up.js";
import { type Joined, joinMatch } from "../usecases/join-match.js";
import { legalMoves } from "../usecases/legal-moves.js";
import { matchViews } from "../usecases/match-views.js";
import { observeMatch } from "../usecases/observe-match.js";
import { rematch } from "../usecases/rematch.js";
import { getMatch, listMatches, matchEvents, myMatches, replayMatch } from "../usecases/read-match.js";
import { resumeMatch } from "../usecases/resume-match.js";
import { watchMatch } from "../usecases/watch-match.js";
import { observerGrant, replayLog, resumed, seatGrant } from "./answers.js";
import type { Context } from "./context.js";
import { matchFeed, parseEventId } from "./match-feed.js";
import { makeMove } from "./move-at-once.js";
import { parseMoveInput } from "./move-input.js";
import { refused } from "./refusals.js";
import { known, router, spend } from "./trpc.js";

export const matchRouter = router({
  create: known.input(wire.createInput).mutation(async ({ ctx, input }): Promise<wire.Reply<wire.SeatGrant>> => {
    await spend(ctx, "creates", ctx.address);
    return grantSeat(ctx, await createMatch(ctx.deps, ctx.session, input));
  }),

  join: known.input(wire.joinInput).mutation(async ({ ctx, input }): Promise<wire.Reply<wire.SeatGrant>> => {
    await spend(ctx, "joins", ctx.address);
    return grantSeat(ctx, await joinMatch(ctx.deps, ctx.session, input));
  }),

  rematch: known.input(wire.rematchInput).mutation(async ({ ctx, input }): Promise<wire.Reply<wire.SeatGrant>> => {
    await spend(ctx, "creates", ctx.address);
    return grantSeat(ctx, await rematch(ctx.deps, ctx.session, input));
  }),

  leave: known
    .input(wire.leaveInput)
    .mutation(
      ({ ctx, input }): Promise<wire.Reply<wire.Receipt>> =>
        leaveMatch(ctx.deps, ctx.session, { ...input, receivedAt: ctx.receivedAt }),
    ),

  resign: known
    .input(wire.resignInput)
    .mutation(
      ({ ctx, input }): Promise<wire.Reply<wire.Receipt>> =>
        resignMatch(ctx.deps, ctx.session, { ...input, receivedAt: ctx.receivedAt }),
    ),

  addBot: known.input(wire.addBotInput).mutation(async ({ ctx, input }): Promise<wire.Reply<wire.Receipt>> => {
    await spend(ctx, "bots", ctx.address);
    return addBot(ctx.deps, ctx.session, input);
  }),

  removeBot: known
    .input(wire.removeBotInput)
    .mutation(
      ({ ctx, input }): Promise<wire.Reply<wire.Receipt>> =>
        removeBot(ctx.deps, ctx.session, { ...input, receivedAt: ctx.receivedAt }),
    ),

  /** On sockets `moveAtOnce` does the same. */
  move: known
    .input(parseMoveInput)
    .mutation(({ ctx, input }): Promise<wire.Reply<wire.Receipt>> => makeMove(ctx, ctx.session, input)),

  /** For whoever made the match. */
  changeSettings: known
    .input(wire.matchSettingsInput)
    .mutation(async ({ ctx, input }): Promise<wire.Reply<wire.SettingsReceipt<wire.MatchSettings>>> => {
      await spend(ctx, "settings", ctx.session.playerId);
      return changeOwnMatch(ctx.deps, ctx.session, input);
    }),

  resume: known.input(wire.resumeInput).mutation(async ({ ctx, input }): Promise<wire.Reply<wire.Resumed>> => {
    const held = heldOf(input);
    const connectionId = ctx.connection?.id ?? null;
    const result = await resumeMatch(ctx.deps, ctx.session, { matchId: input.matchId, held, connectionId });
    return result.ok ? { ok: true, value: await resumed(ctx.deps, ctx.session, result.value) } : result;
  }),

  observe: known.input(wire.observeInput).mutation(async ({ ctx, input }): Promise<wire.Reply<wire.ObserverGrant>> => {
    await spend(ctx, "observes", ctx.address);
    const found = await observeMatch(ctx.deps, ctx.session, input);
    return found.ok ? { ok: true, value: await observerGrant(ctx.deps, found.value) } : found;
  }),

  get: known
    .input(wire.getInput)
    .query(({ ctx, input }): Promise<wire.MatchSummary> => getMatch(ctx.deps, ctx.session, input.matchId)),

  mine: known
    .input(wire.mineInput)
    .query(({ ctx, input }): Promise<readonly wire.MatchSummary[]> => myMatches(ctx.deps, ctx.session, input.finished)),

  list: known
    .input(wire.listInput)
    .query(({ ctx, input }): Promise<readonly wire.MatchSummary[]> => listMatches(ctx.deps, ctx.session, input.status)),

  events: known
    .input(wire.eventsInput)
    .query(({ ctx, input }): Promise<wire.EventPage> => matchEvents(ctx.deps, ctx.session, input)),

  legal: known
    .input(wire.legalInput)
    .query(({ ctx, input }): Promise<wire.LegalNow> => legalMoves(ctx.deps, ctx.session, input)),

  views: known.input(wire.viewsInput).query(async ({ ctx, input }): Promise<wire.ViewPage> => {
    await spend(ctx, "views", ctx.session.playerId);
    return matchViews(ctx.deps, ctx.session, input);
  }),

  replay: known.input(wire.replayInput).query(async ({ ctx, input }): Promise<wire.ReplayLog> => {
    return replayLog(await replayMatch(ctx.deps, ctx.session, input.matchId));
  }),

  state: known.input(wire.stateInput).subscription(async ({ ctx, input, signal }) => {
    const held = parseEventId(input.lastEventId) ?? heldOf(input);
    const connectionId = ctx.connection?.id ?? null;
    const { matchId, patches: takesSteps = false } = input;
    const watcher = await watchMatch(ctx.deps, ctx.session, { matchId, held, connectionId, takesSteps });
    if (!watcher.ok) throw refused(watcher.rejection);
    return matchFeed(ctx.deps, { session: ctx.session, watcher: watcher.value, signal });
  }),
});

function heldOf(input: { knownVersion?: number | undefined; epoch?: number | undefined }) {
  return input.knownVersion === undefined ? null : { epoch: input.epoch ?? null, version: input.knownVersion };
}

async function grantSeat(ctx: Context, result: Result<Joined>): Promise<wire.Reply<wire.SeatGrant>> {
  return result.ok ? { ok: true, value: await seatGrant(ctx.deps, ctx.session, result.value) } : result;
}
