/** Lets pages of the allowed origins call the API; all others get no permission. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Sets the CORS headers; true when the request was a preflight and is answered. */
export function answerCors(req: IncomingMessage, res: ServerResponse, allowed: readonly string[]): boolean {
  const { origin } = req.headers;
  if (origin !== undefined && allowed.includes(origin)) {
    res.setHeader("Access-Control-Allow-Origin", origin);
    res.setHeader("Vary", "Origin");
    res.setHeader("Access-Control-Allow-Headers", "authorization, content-type");
    res.setHeader("Access-Control-Allow-Methods", "GET, POST");
  }
  if (req.method !== "OPTIONS") return false;
  res.writeHead(204).end();
  return true;
}
