/** The one port: health, the API over HTTP, and the web client's files. Sockets are upgraded elsewhere. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import sirv from "sirv";
import { answerCors } from "./cors.js";
import { type HealthDeps, readiness } from "./health.js";
import { securityHeaders } from "./security-headers.js";

export interface HttpDeps {
  readonly health: HealthDeps;
  /** Whether a request comes with the administrators' secret. */
  readonly isAdmin: (req: IncomingMessage) => boolean;
  /** Answers requests below `/trpc/`. */
  readonly api: (req: IncomingMessage, res: ServerResponse) => void;
  readonly allowedOrigins: readonly string[];
  /** Folder of the built web client, or null when it was not built. */
  readonly webDir: string | null;
}

export function createHttpServer(deps: HttpDeps): Server {
  const files = deps.webDir === null ? null : sirv(deps.webDir, { single: true, etag: true, setHeaders: cacheForever });
  const server = createServer((req, res) => {
    const path = pathOf(req);
    // The second is for pages: a proxy may pass only what is below `/trpc`.
    if (path === "/healthz" || path === "/trpc/healthz") return sendJson(res, 200, { status: "ok" });
    if (path === "/readyz") return void sendReadiness(deps, req, res);
    securityHeaders(res);
    if (path.startsWith("/trpc/")) return void (answerCors(req, res, deps.allowedOrigins) || deps.api(req, res));
    if (files !== null && (req.method === "GET" || req.method === "HEAD")) return files(req, res, () => notFound(res));
    notFound(res);
  });
  // Slow or silent HTTP clients must not hold sockets: headers and body have their time.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return server;
}

/** The path of a request, without its query. */
export function pathOf(req: IncomingMessage): string {
  return (req.url ?? "/").split("?", 1)[0] ?? "/";
}

/** Built assets carry a hash in their name; the page itself is always asked for again. */
function cacheForever(res: ServerResponse, pathname: string): void {
  res.setHeader("Cache-Control", pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
}

/** What the node is called and carries is for administrators; everybody else learns whether to come. */
async function sendReadiness({ health, isAdmin }: HttpDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { node, connections, matches, clockAheadMs, ...state } = await readiness(health);
  const details = isAdmin(req) ? { node, connections, matches, clockAheadMs } : {};
  sendJson(res, state.ready ? 200 : 503, { ...state, ...details });
}

function sendJson(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
  res.end(JSON.stringify(body));
}

function notFound(res: ServerResponse): void {
  sendJson(res, 404, { error: "not_found", message: "There is nothing at this address." });
}
