/** A procedure's middlewares, run as tRPC 11 runs them: each wraps the next, the resolver is the last. */
import { TRPCError } from "@trpc/server";
import { getTRPCErrorFromUnknown, middlewareMarker } from "@trpc/server/unstable-core-do-not-import";
import type { CallKind } from "./incoming.js";

export interface ProcedureCall {
  readonly ctx: unknown;
  readonly path: string;
  readonly type: CallKind;
  readonly getRawInput: () => Promise<unknown>;
  readonly signal: AbortSignal | undefined;
  readonly batchIndex: number;
}
export interface MiddlewareCall extends ProcedureCall {
  readonly input: unknown;
  readonly meta: unknown;
}
interface NextOptions {
  readonly ctx?: object;
  readonly input?: unknown;
  readonly getRawInput?: () => Promise<unknown>;
}
type MiddlewareResult =
  | { readonly ok: true; readonly data: unknown; readonly marker: unknown }
  | { readonly ok: false; readonly error: TRPCError; readonly marker: unknown };

export type Middleware = (
  options: MiddlewareCall & { readonly next: (options?: NextOptions) => Promise<MiddlewareResult> },
) => Promise<MiddlewareResult | undefined>;

/** What the resolver answers. Rejects with the error of the middleware or resolver that failed. */
export async function runMiddlewares(middlewares: readonly Middleware[], call: MiddlewareCall): Promise<unknown> {
  const result = await run(middlewares, 0, call);
  if (!result) {
    throw new TRPCError({
      code: "INTERNAL_SERVER_ERROR",
      message: "A middleware returned nothing: is `return next()` missing?",
    });
  }
  if (!result.ok) throw result.error;
  return result.data;
}

async function run(middlewares: readonly Middleware[], index: number, call: MiddlewareCall): Promise<MiddlewareResult> {
  try {
    const middleware = middlewares[index];
    if (middleware === undefined) throw new Error("The last middleware called `next`");
    const next = (options?: NextOptions) =>
      run(middlewares, index + 1, options === undefined ? call : withNext(call, options));
    const { ctx, path, type, getRawInput, signal, batchIndex, input, meta } = call;
    // Written out: a copy to which a key is added costs a hundred times one that only replaces some (Node 20).
    return (await middleware({
      ctx,
      path,
      type,
      getRawInput,
      signal,
      batchIndex,
      input,
      meta,
      next,
    })) as MiddlewareResult;
  } catch (cause) {
    return { ok: false, error: getTRPCErrorFromUnknown(cause), marker: middlewareMarker };
  }
}

function withNext(call: MiddlewareCall, options: NextOptions): MiddlewareCall {
  return {
    ...call,
    ctx: options.ctx ? { ...(call.ctx as object), ...options.ctx } : call.ctx,
    input: "input" in options ? options.input : call.input,
    getRawInput: options.getRawInput ?? call.getRawInput,
  };
}
