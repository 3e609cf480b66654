import { type AnyProcedure, type AnyRouter, TRPCError } from "@trpc/server";
import { getProcedureAtPath } from "@trpc/server/unstable-core-do-not-import";
import type { CallKind } from "./incoming.js";

/** A procedure as a transport calls it: everything that tRPC's own type of a procedure leaves out. */
export type CallableProcedure = AnyProcedure & ((options: ProcedureCall) => Promise<unknown>);

export interface ProcedureCall {
  readonly ctx: unknown;
  readonly path: string;
  readonly type: CallKind;
  readonly getRawInput: () => Promise<unknown>;
  readonly signal: AbortSignal | undefined;
  readonly batchIndex: number;
}

/**
 * A router's procedures by path. What `callTRPCProcedure` does, without its two promises per call:
 * a path that was found once is found without waiting.
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
  if (procedure._def.type !== options.type) return Promise.reject(notFound(options));
  return procedure(options);
}

function notFound({ type, path }: ProcedureCall): TRPCError {
  return new TRPCError({ code: "NOT_FOUND", message: `No "${type}"-procedure on path "${path}"` });
}
