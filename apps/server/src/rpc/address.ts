/**
 * The address a request came from; a proxy's word counts only when the settings say that there is one, and
 * then only the last address: those before it are what the client itself sent.
 */
import type { IncomingMessage } from "node:http";

export function addressOf(req: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? req.headers["x-forwarded-for"] : undefined;
  const added = String(forwarded ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  return added || req.socket.remoteAddress || "unknown";
}
