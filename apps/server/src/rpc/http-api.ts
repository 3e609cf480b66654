/** The HTTP side of the API: the same procedures at `/trpc/<path>`, with a bearer token. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { rejection } from "@holdfast/engine";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import type { Config } from "../config.js";
import { addressOf } from "./address.js";
import type { Context, RpcDeps } from "./context.js";
import { identify, NOBODY } from "./identity.js";
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
    createContext: async ({ req, res, info }): Promise<Context> => {
      const address = addressOf(req, config.TRUST_PROXY);
      pace(deps, { address, calls: info.calls.length }, res);
      const token = bearerOf(req);
      const identity = token === null ? NOBODY : identify(deps, token, address);
      return { deps, ...identity, connection: null, address, receivedAt: deps.ports.clock.now() };
    },
  });
}

/** The token a request brings, or null. */
export function bearerOf(req: IncomingMessage): string | null {
  return /^Bearer (.+)$/i.exec(req.headers.authorization ?? "")?.[1] ?? null;
}

/** Before anything is done for the request, its token included. @throws TRPCError */
function pace(deps: RpcDeps, from: { readonly address: string; readonly calls: number }, res: ServerResponse): void {
  const retryAfterMs = deps.limits?.calls(from.address, from.calls) ?? 0;
  if (retryAfterMs === 0) return;
  res.setHeader("Retry-After", String(Math.ceil(retryAfterMs / 1000)));
  const message = "Too many requests. Wait a little.";
  throw refused(rejection("rate_limited", "too_many_calls", message, { retryAfterMs }));
}
