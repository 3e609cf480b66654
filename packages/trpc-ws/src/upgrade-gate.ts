import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

export interface GateRules {
  /** The only path served; any when absent. */
  readonly path?: string | undefined;
  /** Exact origins, or a test of one. Requests without an origin do not come from a browser and pass. */
  readonly allowedOrigins?: readonly string[] | ((origin: string, req: IncomingMessage) => boolean) | undefined;
}
export interface GateLoad {
  readonly isDraining: boolean;
  readonly isFull: boolean;
  readonly isAddressFull: boolean;
}

/** The HTTP status that turns an upgrade away, or null where it may pass. */
export function gateStatus(req: IncomingMessage, rules: GateRules, load: GateLoad): number | null {
  if (rules.path !== undefined && pathOf(req) !== rules.path) return 404;
  if (!isOriginAllowed(req, rules)) return 403;
  if (load.isDraining || load.isFull) return 503;
  return load.isAddressFull ? 429 : null;
}

/** Whether the client announced that its first message holds connectionParams. */
export function announcesParams(req: IncomingMessage): boolean {
  const url = req.url ?? "";
  const query = url.indexOf("?");
  return query >= 0 && new URLSearchParams(url.slice(query + 1)).get("connectionParams") === "1";
}

const REASONS: Record<number, string> = {
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Answers an upgrade over plain HTTP and ends the socket. */
export function turnDown(socket: Duplex, status: number): void {
  socket.on("error", () => socket.destroy());
  const retry = status === 429 || status === 503 ? "Retry-After: 1\r\n" : "";
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status] ?? ""}\r\nConnection: close\r\n${retry}Content-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  );
}

function pathOf(req: IncomingMessage): string {
  const url = req.url ?? "";
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

function isOriginAllowed(req: IncomingMessage, { allowedOrigins }: GateRules): boolean {
  const { origin } = req.headers;
  if (allowedOrigins === undefined || origin === undefined) return true;
  return typeof allowedOrigins === "function" ? allowedOrigins(origin, req) : allowedOrigins.includes(origin);
}
