/** The whole API in one value: what clients' types are inferred from. */
import type { GameSummary } from "@holdfast/protocol";
import { adminRouter } from "./admin-router.js";
import { matchRouter } from "./match-router.js";
import { sessionRouter } from "./session-router.js";
import { anyone, router } from "./trpc.js";

export const appRouter = router({
  session: sessionRouter,
  match: matchRouter,
  admin: adminRouter,
  games: router({
    list: anyone.query(({ ctx }): readonly GameSummary[] =>
      ctx.deps.games
        .all()
        .map(({ id, title, summary, rulesVersion, seats }) => ({ id, title, summary, rulesVersion, seats })),
    ),
  }),
});
export type AppRouter = typeof appRouter;
