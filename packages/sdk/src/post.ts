/** One procedure called by HTTP: for those who have no connection yet, or no account. */
import type { Clock, Fetch, Ports } from "./ports.js";
import { envelope, readAnswer } from "./wire.js";

/** An HTTP request is given up after this; a half-open link may never answer. */
const HTTP_MS = 8_000;

/** Calls one mutation over HTTP. @throws HoldfastError with the server's rejection; TypeError when unreachable. */
export async function post(
  ports: Pick<Ports, "clock" | "fetch">,
  call: { readonly url: string; readonly input: object | undefined; readonly bearer?: string },
): Promise<unknown> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (call.bearer !== undefined) headers.authorization = `Bearer ${call.bearer}`;
  const request = { method: "POST" as const, headers, body: JSON.stringify(envelope(call.input)) };
  return answerTo(ports, call.url, request);
}

/** Reads one query over HTTP, as nobody in particular. @throws as `post` */
export function get(ports: Pick<Ports, "clock" | "fetch">, url: string, input?: object): Promise<unknown> {
  const asked = input === undefined ? url : `${url}?input=${encodeURIComponent(JSON.stringify(envelope(input)))}`;
  return answerTo(ports, asked, { method: "GET", headers: {} });
}

async function answerTo(
  ports: Pick<Ports, "clock" | "fetch">,
  url: string,
  request: Parameters<Fetch>[1],
): Promise<unknown> {
  const answered = ports.fetch(url, request).then((answer) => answer.text());
  return readAnswer(await withDeadline(ports.clock, answered));
}

function withDeadline<T>(clock: Clock, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(HTTP_MS, () => reject(new TypeError("no answer in time")));
    promise.then(resolve, reject).finally(cancel);
  });
}
