/** The address a request came from; a proxy's word counts only when the settings say that there is one. */
import type { IncomingMessage } from "node:http";

export function addressOf(req: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? req.headers["x-forwarded-for"] : undefined;
  const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(",", 1)[0]?.trim();
  return first || req.socket.remoteAddress || "unknown";
}
