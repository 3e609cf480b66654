/** The whole API in one value: what clients' types are inferred from. */
import {
  contractInput,
  type GameContract,
  type GameSummary,
  readServerSettings,
  type ServerSettings,
  type Versioned,
} from "@holdfast/protocol";
import { NO_SUCH_GAME } from "../usecases/store-table.js";
import { adminRouter } from "./admin-router.js";
import { matchRouter } from "./match-router.js";
import { sessionRouter } from "./session-router.js";
import type { RpcDeps } from "./context.js";
import { contractOf } from "./game-contract.js";
import { refused } from "./refusals.js";
import { anyone, router } from "./trpc.js";

export const appRouter = router({
  session: sessionRouter,
  match: matchRouter,
  admin: adminRouter,
  games: router({
    list: anyone.query(({ ctx }): readonly GameSummary[] =>
      ctx.deps.games.all().map(({ id, title, summary, rulesVersion, seats }) => ({
        ...{ id, title, summary, rulesVersion, seats },
        ...(isClosed(ctx.deps, id) ? { closed: true as const } : {}),
      })),
    ),
    contract: anyone.input(contractInput).query(({ ctx, input }): GameContract => {
      const game = ctx.deps.games.newest(input.game);
      if (game === null) throw refused(NO_SUCH_GAME);
      return contractOf(game);
    }),
  }),
  server: router({
    /** What is set for the server while it runs, as this node goes by it. */
    settings: anyone.query(
      ({ ctx }): Versioned<ServerSettings> =>
        ctx.deps.settings?.board.server ?? { version: 0, values: readServerSettings(null) },
    ),
  }),
});
export type AppRouter = typeof appRouter;

function isClosed({ settings }: RpcDeps, gameId: string): boolean {
  const { newMatches, closedGames } = settings?.board.server.values ?? readServerSettings(null);
  return newMatches === "closed" || closedGames.includes(gameId);
}
