/** An administrator with nothing but HTTP, as an operator with curl would be. */
import { randomUUID } from "node:crypto";
import type { Receipt, Reply } from "@holdfast/protocol";
import { postJson } from "./stock-player.js";

export const ADMIN_SECRET = "the secret of administrators in tests";

export interface Administrator {
  /** Calls `admin.<action>`; a msgId and a reason are made up unless given. */
  act(action: string, input: Record<string, unknown>): Promise<Reply<Receipt>>;
  /** The answer as it came, for what is refused outside of a reply. */
  post(path: string, input: Record<string, unknown> | null): Promise<{ status: number; body: unknown }>;
}

export function administrator(url: string, secret: string = ADMIN_SECRET): Administrator {
  const post = (path: string, input: Record<string, unknown> | null) =>
    postJson(`${url}/trpc/admin.${path}`, { json: input }, secret);
  return {
    post,
    async act(action, input) {
      const { body } = await post(action, { msgId: randomUUID(), reason: "Because of a test.", ...input });
      const { result, error } = body as { result?: { data: { json: Reply<Receipt> } }; error?: unknown };
      if (result === undefined) throw new Error(`refused: ${JSON.stringify(error)}`);
      return result.data.json;
    },
  };
}

/** The `code/reason` of an answer that is an error. */
export function refusalIn(body: unknown): string {
  const { error } = body as { error?: { json: { data: { rejection: { code: string; reason: string } } } } };
  const why = error?.json.data.rejection;
  return why === undefined ? "accepted" : `${why.code}/${why.reason}`;
}
