/**
 * The same conversations with tRPC's own WebSocket adapter and with ours, frame by frame. The router behind
 * the stock adapter uses superjson itself, ours the fast form: both must write the same bytes.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Conversation, DIFFERENT, SAME } from "./trpc-ws-cases.js";
import { RawClient, type Running, startOurs, startStock } from "./trpc-ws-fixture.js";

let stock: Running;
let ours: Running;

beforeAll(async () => {
  stock = await startStock();
  ours = await startOurs();
});
afterAll(async () => {
  await stock.stop();
  await ours.stop();
});
beforeEach(() => {
  stock.diary.length = 0;
  ours.diary.length = 0;
});

async function transcript(server: Running, conversation: Conversation): Promise<string[]> {
  const client = await RawClient.open(server.url + (conversation.query ?? ""));
  await conversation.hold(client, server);
  const lines = client.closeCode === null ? client.frames : [...client.frames, `closed with ${client.closeCode}`];
  client.close();
  const compared = conversation.ownWords ? lines.map(withoutSentence) : lines;
  return conversation.anyOrder ? [...compared].sort() : [...compared];
}

function withoutSentence(frame: string): string {
  return frame.replace(/"message":"(?:[^"\\]|\\.)*"/, '"message":"…"');
}

describe("the same frames", () => {
  test.each(SAME)("[SY6] both adapters say the same: $name", async (conversation) => {
    const expected = await transcript(stock, conversation);
    const actual = await transcript(ours, conversation);
    expect(expected.length).toBeGreaterThan(0);
    expect(actual).toEqual(expected);
  });
});

describe("different on purpose", () => {
  test.each(DIFFERENT)("[SY6] ours differs on purpose: $name", async (difference) => {
    const expected = await transcript(stock, difference);
    const actual = await transcript(ours, difference);
    expect(expected.join("\n")).toContain(difference.stock);
    expect(expected.join("\n")).not.toContain(difference.ours);
    expect(actual.join("\n")).toContain(difference.ours);
    expect(actual.join("\n")).not.toContain(difference.stock);
  });
});
