/** Whatever is sent, the answer is a typed error, the connection stays open, and nothing changes. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { startedMatch, granted } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

type Answer = {
  id: unknown;
  error?: { json: { data?: { rejection?: Rejected } } };
  result?: { data?: { json?: { ok?: boolean; rejection?: Rejected } } };
};
type Rejected = { code: string; reason: string; recovery: string; message: string };

/** A socket that speaks text frames, with everything that was answered. */
async function rawSocket(token: string) {
  const socket = new WebSocket(`${node.url.replace("http", "ws")}/trpc?connectionParams=1`);
  const answers: Answer[] = [];
  let closed: number | null = null;
  socket.on("message", (text) => String(text).startsWith("{") && answers.push(JSON.parse(String(text)) as Answer));
  socket.on("close", (code) => (closed = code));
  await new Promise((resolve) => socket.on("open", resolve));
  socket.send(JSON.stringify({ method: "connectionParams", data: { token } }));
  return { socket, answers, isOpen: () => closed === null };
}

const rejectionOf = ({ error, result }: Answer): Rejected | undefined =>
  error?.json.data?.rejection ?? result?.data?.json?.rejection;

describe("on an open connection, for every bad input", () => {
  const move = (matchId: string, over: object) => ({
    id: 7,
    method: "mutation",
    params: {
      path: "match.move",
      input: { json: { msgId: randomUUID(), matchId, basedOn: 2, move: { type: "move", cell: 4 }, ...over } },
    },
  });
  const text = (value: unknown) => JSON.stringify(value);

  test.each([
    [
      "a cell out of bounds",
      (id: string) => text(move(id, { move: { type: "move", cell: 9 } })),
      "invalid_message/out_of_bounds",
    ],
    [
      "a cell that is no number",
      (id: string) => text(move(id, { move: { type: "move", cell: "4" } })),
      "invalid_message/out_of_bounds",
    ],
    [
      "an unknown key in a move",
      (id: string) => text(move(id, { move: { type: "move", cell: 4, x: 1 } })),
      "invalid_message/bad_shape",
    ],
    [
      "an unknown kind of move",
      (id: string) => text(move(id, { move: { type: "castle" } })),
      "invalid_message/bad_shape",
    ],
    ["another match", () => text(move(randomUUID(), {})), "not_found/no_such_match"],
    ["a match id that is none", () => text(move("match-1", {})), "invalid_message/bad_shape"],
    ["a msgId that is no UUID", (id: string) => text(move(id, { msgId: "1" })), "invalid_message/bad_shape"],
    ["no msgId", (id: string) => text(move(id, { msgId: undefined })), "invalid_message/bad_shape"],
    ["a version ahead", (id: string) => text(move(id, { basedOn: 99 })), "desync/version_ahead"],
    ["a negative version", (id: string) => text(move(id, { basedOn: -1 })), "invalid_message/bad_shape"],
    ["an unknown key beside the move", (id: string) => text(move(id, { admin: true })), "invalid_message/bad_shape"],
    [
      "a NUL character",
      (id: string) => text(move(id, { move: { type: "a\u0000b" } })),
      "invalid_message/nul_character",
    ],
    [
      "a lone surrogate",
      (id: string) => text(move(id, { move: { type: "\ud800" } })),
      "invalid_message/lone_surrogate",
    ],
    [
      "a number beyond what is exact",
      (id: string) => text(move(id, { basedOn: 2 ** 60 })),
      "invalid_message/unsafe_number",
    ],
    [
      "__proto__ in a move",
      (id: string) => text(move(id, {})).replace('"cell":4', '"cell":4,"__proto__":{"admin":true}'),
      "invalid_message/malformed",
    ],
    [
      "an unknown procedure",
      () => text({ id: 7, method: "mutation", params: { path: "match.cheat", input: { json: {} } } }),
      "invalid_message/no_such_procedure",
    ],
    [
      "a path into a prototype",
      () => text({ id: 7, method: "query", params: { path: "__proto__.toString" } }),
      "invalid_message/no_such_procedure",
    ],
    [
      "a query called as a mutation",
      () => text({ id: 7, method: "mutation", params: { path: "session.me" } }),
      "invalid_message",
    ],
    ["text that is no JSON", () => "{oops", "invalid_message/malformed"],
    ["a JSON value that is no request", () => "{}", "invalid_message/malformed"],
    [
      "a frame of one MiB",
      () => text({ id: 7, method: "query", params: { path: "x".repeat(1_048_576) } }),
      "invalid_message/payload_too_large",
    ],
    [
      "20,000 operations in one frame",
      () =>
        `[${Array.from({ length: 20_000 }, (_, i) => `{"id":${i},"method":"query","params":{"path":"session.me"}}`).join(",")}]`,
      "invalid_message",
    ],
    [
      "nine operations in one batch",
      () => text(Array.from({ length: 9 }, (_, i) => ({ id: i, method: "query", params: { path: "session.me" } }))),
      "invalid_message/batch_too_large",
    ],
  ] as const)("[SY6] %s is refused with a typed error and nothing changes", async (_, frame, expected) => {
    await using match = await startedMatch(node.url);
    const raw = await rawSocket(match.anna.session.token);
    raw.socket.send(frame(match.matchId));
    const answer = await eventually(() => raw.answers.find((one) => rejectionOf(one) !== undefined));
    const rejected = rejectionOf(answer);
    expect(`${rejected?.code}/${rejected?.reason}`).toMatch(new RegExp(`^${expected}(/|$)`));
    expect(rejected?.message).toMatch(/^[A-Z].*[.!]$/s);
    expect(rejected?.recovery).toMatch(/^(retry|resync|reauthenticate|wait|fix_input|none)$/);
    // The same connection goes on, and the match is as it was.
    raw.socket.send(text(move(match.matchId, {})));
    await eventually(() => raw.answers.some((one) => one.result?.data?.json?.ok === true));
    expect(raw.isOpen()).toBe(true);
    const { state } = granted(await match.bob.api.match.resume.mutate({ matchId: match.matchId }));
    expect(state).toMatchObject({ version: 3, view: { moveCount: 1 } });
    raw.socket.terminate();
  });
});

describe("what errors do not say", () => {
  test("[SY6] no error carries a stack, a file, a query or a value that was sent", async () => {
    await using match = await startedMatch(node.url);
    const raw = await rawSocket(match.anna.session.token);
    const secret = "canary-0b5e";
    raw.socket.send(
      JSON.stringify({
        id: 1,
        method: "mutation",
        params: { path: "match.move", input: { json: { [secret]: secret } } },
      }),
    );
    raw.socket.send(
      JSON.stringify({
        id: 2,
        method: "mutation",
        params: { path: "match.join", input: { json: { msgId: secret, code: secret } } },
      }),
    );
    await eventually(() => raw.answers.length >= 2);
    const said = JSON.stringify(raw.answers);
    expect(said).toContain("invalid_message");
    for (const leak of [secret, "stack", "node_modules", ".ts", ".js", "select "]) expect(said).not.toContain(leak);
    raw.socket.terminate();
  });

  test("[SY6] HTTP answers the same way: malformed bodies, wrong methods, unknown paths", async () => {
    const post = (path: string, body: string) =>
      fetch(`${node.url}/trpc/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body });
    const rejected = async (response: Response) =>
      ((await response.json()) as { error: { json: { data: { rejection: Rejected } } } }).error.json.data.rejection;
    expect(await rejected(await post("session.guest", "{oops"))).toMatchObject({ code: "invalid_message" });
    expect(await rejected(await post("nope", "{}"))).toMatchObject({
      code: "invalid_message",
      reason: "no_such_procedure",
    });
    expect(await rejected(await post("match.mine", "{}"))).toMatchObject({ code: "invalid_message" });
    expect(await rejected(await fetch(`${node.url}/trpc/match.mine`))).toMatchObject({
      code: "unauthorized",
      reason: "no_token",
    });
    const huge = await post("session.guest", JSON.stringify({ json: { name: "x".repeat(100_000) } }));
    expect(huge.status).toBe(413);
  });
});
