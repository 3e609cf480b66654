/** `admin.*`: for whoever holds the administrators' secret, and for nobody where there is none. */
import * as wire from "@holdfast/protocol";
import { type MatchKeeper, rejection, type StorageCounts, type StorageUsage, type StoreStats } from "@holdfast/engine";
import { type CleanedUp, cleanUp } from "../usecases/clean-up.js";
import {
  changeMatchSettings,
  changeServerSettings,
  matchSettings,
  serverSettings,
} from "../usecases/change-settings.js";
import { intervene, resolveMatch, rollBack } from "../usecases/administer.js";
import { NO_MATCH } from "../live/no-match.js";
import { type Verdict, verifyMatch } from "../usecases/verify-match.js";
import type { Context } from "./context.js";
import { refused } from "./refusals.js";
import { anyone, router } from "./trpc.js";

const NONE_HERE = rejection(
  "forbidden",
  "admin_not_available",
  "This server has no administration: ADMIN_SECRET is not set.",
);
const NO_KEEPER = rejection(
  "forbidden",
  "admin_not_available",
  "This server's storage cannot be looked after from here.",
);
const NOT_ADMIN = rejection("forbidden", "not_admin", "This needs the administrators' secret.");

const admin = anyone.use(({ ctx, next }) => {
  if (!ctx.deps.adminKey.isSet) throw refused(NONE_HERE);
  if (!ctx.isAdmin) throw refused(NOT_ADMIN);
  return next();
});

export const adminRouter = router({
  pause: admin.input(wire.interventionInput).mutation(({ ctx, input }) => act(ctx, "pause", input)),
  resume: admin.input(wire.interventionInput).mutation(({ ctx, input }) => act(ctx, "resume", input)),
  abort: admin.input(wire.interventionInput).mutation(({ ctx, input }) => act(ctx, "abort", input)),

  resolve: admin.input(wire.resolveInput).mutation(({ ctx, input }): Promise<wire.Reply<wire.Receipt>> => {
    note(ctx, "resolve", input);
    return resolveMatch(ctx.deps, input);
  }),

  /** One sweep of what `RETENTION_DAYS` and `STORAGE_BUDGET_MB` say, now. */
  cleanup: admin.mutation(({ ctx }): Promise<CleanedUp> => {
    const { ports, retention } = ctx.deps;
    return cleanUp({ keeper: keeperOf(ctx), clock: ports.clock, log: ports.log }, retention);
  }),

  /** How storage does: what is in it, and what this node has written and read since it began. */
  stats: admin.query(async ({ ctx }): Promise<AdminStats> => {
    const keeper = keeperOf(ctx);
    const [usage, counts] = [await keeper.usage(), await keeper.counts()];
    const stored = Object.values(counts.matches).reduce((sum, matches) => sum + matches, 0);
    const bytesPerMatch = stored === 0 ? 0 : Math.round(usage.liveBytes / stored);
    return { ...keeper.stats(), storage: { ...usage, ...counts, bytesPerMatch }, inMemory: ctx.deps.matches.size };
  }),

  /** Audits one match from its first commit. */
  verify: admin.input(wire.verifyInput).query(async ({ ctx, input }): Promise<Verdict> => {
    const { ports, games } = ctx.deps;
    const keeper = keeperOf(ctx);
    const verdict = await verifyMatch({ store: ports.store, keeper, findGame: games.find }, input.matchId);
    if (verdict === null) throw refused(NO_MATCH);
    return verdict;
  }),

  /** Lets rules run again that have stopped nodes, here at once and elsewhere within a second. */
  release: admin.input(wire.releaseInput).mutation(async ({ ctx, input }): Promise<{ readonly forgotten: number }> => {
    const { ports, matches } = ctx.deps;
    ports.log.warn(
      { action: "release", subject: input.subject, address: ctx.address },
      "an administrator acts on a match",
    );
    const forgotten = await keeperOf(ctx).forgetStalls(input.subject);
    await matches.rules.refresh();
    return { forgotten };
  }),

  /** What is set for the server while it runs, as storage has it: what a change is based on. */
  settings: admin.query(async ({ ctx }): Promise<wire.Versioned<wire.ServerSettings>> => {
    const found = await serverSettings(ctx.deps);
    if (!found.ok) throw refused(found.rejection);
    return found.value;
  }),

  changeSettings: admin
    .input(wire.serverSettingsInput)
    .mutation(({ ctx, input }): Promise<wire.Reply<wire.SettingsReceipt<wire.ServerSettings>>> => {
      const { log } = ctx.deps.ports;
      log.warn({ action: "settings", changed: input.patch, address: ctx.address }, "an administrator changes settings");
      return changeServerSettings(ctx.deps, input);
    }),

  /** The settings of one match, whoever made it. */
  changeMatchSettings: admin
    .input(wire.matchSettingsInput)
    .mutation(({ ctx, input }): Promise<wire.Reply<wire.SettingsReceipt<wire.MatchSettings>>> => {
      note(ctx, "settings", input);
      return changeMatchSettings(ctx.deps, input.matchId, input);
    }),

  /** The same as storage has them: what a change is based on. */
  matchSettings: admin
    .input(wire.settingsOfInput)
    .query(async ({ ctx, input }): Promise<wire.Versioned<wire.MatchSettings>> => {
      const found = await matchSettings(ctx.deps, input.matchId);
      if (!found.ok) throw refused(found.rejection);
      return found.value;
    }),

  rollback: admin.input(wire.rollbackInput).mutation(({ ctx, input }): Promise<wire.Reply<wire.Receipt>> => {
    note(ctx, "rollback", input);
    return rollBack(ctx.deps, input);
  }),
});

export interface AdminStats extends StoreStats {
  readonly storage: StorageUsage & StorageCounts & { readonly bytesPerMatch: number };
  /** Matches this node has in memory. */
  readonly inMemory: number;
}

function keeperOf({ deps }: Context): MatchKeeper {
  if (deps.keeper === null) throw refused(NO_KEEPER);
  return deps.keeper;
}

type Kind = "pause" | "resume" | "abort";

function act(ctx: Context, kind: Kind, input: wire.Intervention): Promise<wire.Reply<wire.Receipt>> {
  note(ctx, kind, input);
  return intervene(ctx.deps, { kind, ...input });
}

/** Whatever an administrator tries is on record, also when it is refused. */
function note(ctx: Context, action: string, { matchId, msgId }: Pick<wire.Intervention, "matchId" | "msgId">): void {
  ctx.deps.ports.log.warn({ action, matchId, msgId, address: ctx.address }, "an administrator acts on a match");
}
