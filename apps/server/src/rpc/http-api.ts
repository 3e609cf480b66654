/** The HTTP side of the API: the same procedures at `/trpc/<path>`, with a bearer token. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import type { Config } from "../config.js";
import { addressOf } from "./address.js";
import type { Context, RpcDeps } from "./context.js";
import { refused } from "./refusals.js";
import { appRouter } from "./router.js";

const MAX_BODY_BYTES = 16_384;
const MAX_BATCH = 8;

export function createApi(deps: RpcDeps, config: Config): (req: IncomingMessage, res: ServerResponse) => void {
  return createHTTPHandler({
    router: appRouter,
    basePath: "/trpc/",
    maxBodySize: MAX_BODY_BYTES,
    maxBatchSize: MAX_BATCH,
    createContext: async ({ req }): Promise<Context> => ({
      deps,
      ...(await identityFrom(deps, req)),
      connection: null,
      address: addressOf(req, config.TRUST_PROXY),
      receivedAt: deps.ports.clock.now(),
    }),
  });
}

type Identity = Pick<Context, "session" | "isAdmin">;

async function identityFrom(deps: RpcDeps, req: IncomingMessage): Promise<Identity> {
  const [, token] = /^Bearer (.+)$/i.exec(req.headers.authorization ?? "") ?? [];
  if (token === undefined) return { session: null, isAdmin: false };
  if (deps.adminKey.fits(token)) return { session: null, isAdmin: true };
  const session = await deps.tokens.verify(token);
  if (!session.ok) throw refused(session.rejection);
  return { session: session.value, isAdmin: false };
}
