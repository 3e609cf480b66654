/** What happens to one message that came from a client, before any call begins. */
import { getTRPCErrorFromUnknown, parseConnectionParamsFromUnknown } from "@trpc/server/unstable-core-do-not-import";
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
  connection.seen();
  if (connection.phase === "closing" || connection.phase === "gone") return;
  if (isBinary) {
    connection.refuse(NOBODY, refusal("malformed", "Messages must be text"));
    return;
  }
  if (message.length === 4 && message.equals(PONG)) return;
  if (message.length === 4 && message.equals(PING)) {
    answerPing(connection);
    return;
  }
  if (connection.phase === "expecting") {
    readParams(connection, message);
    return;
  }
  readMessage(connection, message.toString("utf8"));
}

/** A message too long to read went by: nobody knows what it asked. */
export function refuseOversize(connection: Connection): void {
  connection.seen();
  const { maxPayload } = connection.core.limits;
  connection.refuse(NOBODY, refusal("payload_too_large", `A message may have ${maxPayload} bytes`));
}

function answerPing(connection: Connection): void {
  const { rateLimit } = connection.core.options;
  const wait = rateLimit === undefined ? 0 : rateLimit(connection, "ping");
  if (wait === 0) connection.say("PONG");
  else if (typeof wait !== "number")
    wait.then((ms) => ms === 0 && connection.say("PONG")).catch(() => connection.say("PONG"));
}

/** The first message of a client that announced connectionParams in its address. */
function readParams(connection: Connection, message: Buffer): void {
  enter(connection, () => {
    const parsed = parseText(message.toString("utf8"));
    if (typeof parsed !== "object" || parsed === null) throw refusal("malformed", "connectionParams come in an object");
    return parseConnectionParamsFromUnknown("data" in parsed ? parsed.data : undefined);
  });
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refusal("malformed", cause instanceof Error ? cause.message : "Not JSON");
  }
}

function readMessage(connection: Connection, text: string): void {
  let parsed: unknown;
  try {
    parsed = parseText(text);
  } catch (cause) {
    connection.refuse(NOBODY, getTRPCErrorFromUnknown(cause));
    return;
  }
  const suspicious = mayPollute(text);
  const elements: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (Array.isArray(parsed) && isTooLarge(elements, connection)) {
    refuseBatch(connection, elements);
    return;
  }
  const { transformer, clock } = connection.core;
  const receivedAt = clock.now();
  elements.forEach((raw, batchIndex) => {
    act(connection, readElement(raw, { transformer, suspicious, batchIndex, receivedAt }));
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
