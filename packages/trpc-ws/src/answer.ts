/** The text of everything the server says, byte for byte as tRPC 11 says it. */
import type { CombinedDataTransformer } from "@trpc/server/unstable-core-do-not-import";
import type { RequestId } from "./incoming.js";

export const RECONNECT_NOTICE = '{"id":null,"method":"reconnect"}';

export interface Addressee {
  readonly id: RequestId | null;
  readonly jsonrpc: boolean;
}

/** The answer to a query or mutation, or one value of a subscription. Throws where the value cannot be written. */
export function dataText(to: Addressee, data: unknown, transformer: CombinedDataTransformer): string {
  return `${head(to)},"result":{"type":"data"${dataMember(data, transformer)}}}`;
}

/** One tracked value: the client resumes after `eventId`. */
export function trackedText(
  to: Addressee,
  event: { readonly id: string; readonly data: unknown },
  transformer: CombinedDataTransformer,
): string {
  return `${head(to)},"result":{"type":"data"${dataMember(event, transformer)},"id":${JSON.stringify(event.id)}}}`;
}

export function startedText(to: Addressee): string {
  return `${head(to)},"result":{"type":"started"}}`;
}

export function stoppedText(to: Addressee): string {
  return `${head(to)},"result":{"type":"stopped"}}`;
}

export function errorText(to: Addressee, body: string): string {
  return `${head(to)},"error":${body}}`;
}

export function errorBody(shape: unknown, transformer: CombinedDataTransformer): string {
  return JSON.stringify(transformer.output.serialize(shape));
}

function dataMember(data: unknown, transformer: CombinedDataTransformer): string {
  const text: string | undefined = JSON.stringify(transformer.output.serialize(data));
  return text === undefined ? "" : `,"data":${text}`;
}

function head(to: Addressee): string {
  const id = typeof to.id === "number" ? to.id : JSON.stringify(to.id);
  return to.jsonrpc ? `{"id":${id},"jsonrpc":"2.0"` : `{"id":${id}`;
}
