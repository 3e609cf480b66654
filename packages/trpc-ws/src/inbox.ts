/** What happens to one message that came from a client, before any call begins. */
import { parseConnectionParamsFromUnknown } from "@trpc/server/unstable-core-do-not-import";
import type { Connection } from "./connection.js";
import { enter } from "./entrance.js";
import { type Incoming, idOf, readElement } from "./incoming.js";
import { mayPollute } from "./pollution.js";
import { refusal } from "./refusal.js";

const NOBODY = { id: null, jsonrpc: false } as const;
const PING = Buffer.from("PING");
const PONG = Buffer.from("PONG");

/** Reads one message and does what it asks. Never throws. */
export function receive(connection: Connection, message: Buffer, isBinary: boolean): void {
  const { core } = connection;
  connection.seen();
  if (connection.phase === "closing" || connection.phase === "gone") return;
  if (isBinary) return connection.refuse(NOBODY, refusal("malformed", "Messages must be text"));
  if (message.length === 4 && message.equals(PONG)) return;
  if (message.length === 4 && message.equals(PING)) return answerPing(connection);
  if (message.length > core.limits.maxPayload) {
    return connection.refuse(NOBODY, refusal("payload_too_large", `A message may have ${core.limits.maxPayload} bytes`));
  }
  if (connection.phase === "expecting") return readParams(connection, message);
  readMessage(connection, message.toString("utf8"));
}

function answerPing(connection: Connection): void {
  const { rateLimit } = connection.core.options;
  const wait = rateLimit === undefined ? 0 : rateLimit(connection, "ping");
  if (wait === 0) connection.say("PONG");
  else if (typeof wait !== "number") wait.then((ms) => ms === 0 && connection.say("PONG")).catch(() => connection.say("PONG"));
}

/** The first message of a client that announced connectionParams in its address. */
function readParams(connection: Connection, message: Buffer): void {
  enter(connection, () => {
    const parsed: unknown = JSON.parse(message.toString("utf8"));
    if (typeof parsed !== "object" || parsed === null) throw new TypeError("connectionParams must come in an object");
    return parseConnectionParamsFromUnknown("data" in parsed ? parsed.data : undefined);
  });
}

function readMessage(connection: Connection, text: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    return connection.refuse(NOBODY, refusal("malformed", cause instanceof Error ? cause.message : "Not JSON"));
  }
  const suspicious = mayPollute(text);
  const elements: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (Array.isArray(parsed) && isTooLarge(elements, connection)) return refuseBatch(connection, elements);
  const { transformer } = connection.core;
  elements.forEach((raw, batchIndex) => {
    act(connection, readElement(raw, { transformer, suspicious, batchIndex }));
  });
}

/** A reconnecting client sends all its subscriptions again in one message, so they have their own allowance. */
function isTooLarge(elements: readonly unknown[], { core: { limits } }: Connection): boolean {
  if (elements.length <= limits.maxBatch) return false;
  if (elements.length > limits.maxBatch + 2 * limits.maxSubscriptions) return true;
  return elements.filter((raw) => !isAboutSubscription(raw)).length > limits.maxBatch;
}

function isAboutSubscription(raw: unknown): boolean {
  if (typeof raw !== "object" || raw === null || !("method" in raw)) return false;
  return raw.method === "subscription" || raw.method === "subscription.stop";
}

/** Everyone who asked is answered; nothing was read. */
function refuseBatch(connection: Connection, elements: readonly unknown[]): void {
  const error = refusal("batch_too_large", `A message may carry ${connection.core.limits.maxBatch} requests`);
  const ids = elements
    .filter((raw) => !isStop(raw))
    .map(idOf)
    .filter((id) => id !== null);
  if (ids.length === 0) connection.refuse(NOBODY, error);
  else connection.refuseAll(ids, error);
}

function isStop(raw: unknown): boolean {
  return typeof raw === "object" && raw !== null && "method" in raw && raw.method === "subscription.stop";
}

function act(connection: Connection, incoming: Incoming): void {
  if (connection.phase === "closing") return;
  if (incoming.type === "malformed") connection.refuse({ id: incoming.id, jsonrpc: false }, incoming.error);
  else connection.admission.ask(incoming);
}
