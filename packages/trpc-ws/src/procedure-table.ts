import { type AnyProcedure, type AnyRouter, TRPCError } from "@trpc/server";
import { getProcedureAtPath } from "@trpc/server/unstable-core-do-not-import";
import { type Middleware, type ProcedureCall, runMiddlewares } from "./middleware-run.js";

/** A procedure as a transport calls it: everything that tRPC's own type of a procedure leaves out. */
type CallableProcedure = AnyProcedure &
  ((options: ProcedureCall) => Promise<unknown>) & {
    readonly _def: { readonly middlewares?: readonly Middleware[]; readonly experimental_caller?: boolean };
  };

/**
 * A router's procedures by path, and how to call them. It does what `callTRPCProcedure` does at a third of
 * the cost: a path found once is found without waiting, and middlewares are run without tRPC's down-levelled
 * copies of their options (a seventh of all the adapter's time, by the profile).
 */
export class ProcedureTable {
  private readonly known = new Map<string, CallableProcedure>();

  constructor(private readonly router: AnyRouter) {}

  /** What the procedure answers. Rejects with NOT_FOUND where there is none of that type. */
  call(options: ProcedureCall): Promise<unknown> {
    const procedure = this.known.get(options.path);
    return procedure === undefined ? this.find(options) : invoke(procedure, options);
  }

  /** Lazy routers load here. */
  private async find(options: ProcedureCall): Promise<unknown> {
    const procedure = await getProcedureAtPath(this.router, options.path);
    if (procedure === null) throw notFound(options);
    this.known.set(options.path, procedure as CallableProcedure);
    return invoke(procedure as CallableProcedure, options);
  }
}

function invoke(procedure: CallableProcedure, options: ProcedureCall): Promise<unknown> {
  const { type, middlewares, experimental_caller: hasOwnCaller, meta } = procedure._def;
  if (type !== options.type) return Promise.reject(notFound(options));
  if (middlewares === undefined || hasOwnCaller === true) return procedure(options);
  const { ctx, path, getRawInput, signal, batchIndex } = options;
  return runMiddlewares(middlewares, { ctx, path, type, getRawInput, signal, batchIndex, input: undefined, meta });
}

function notFound({ type, path }: ProcedureCall): TRPCError {
  return new TRPCError({ code: "NOT_FOUND", message: `No "${type}"-procedure on path "${path}"` });
}
