/** Conversations that any tRPC WebSocket server must hold, and those where ours answers differently on purpose. */
import type { RawClient, Running } from "./trpc-ws-fixture.js";

export interface Conversation {
  readonly name: string;
  /** What follows the address, such as `?connectionParams=1`. */
  readonly query?: string;
  /** Answers of calls that run side by side come in no promised order: compare them sorted. */
  readonly anyOrder?: boolean;
  /** Errors of the adapter itself are in our own words: compare everything but the sentence. */
  readonly ownWords?: boolean;
  hold(client: RawClient, server: Running): Promise<void>;
}

const call = (id: number | string, method: string, [path, input = null]: readonly [string, unknown?]) => ({
  id,
  method,
  params: { path, input: { json: input } },
});
const query = (id: number | string, path: string, input?: unknown) => call(id, "query", [path, input]);
const mutation = (id: number | string, path: string, input?: unknown) => call(id, "mutation", [path, input]);
const subscribe = (id: number, path: string, input?: unknown) => call(id, "subscription", [path, input]);
const resume = (input: unknown, lastEventId: string) => {
  const asked = subscribe(1, "trackedFrom", input);
  return { ...asked, params: { ...asked.params, lastEventId } };
};
const stop = (id: number) => ({ id, method: "subscription.stop" });

/** Sends everything, then waits until `count` frames have come. */
const say =
  (count: number, ...messages: readonly unknown[]) =>
  async (client: RawClient): Promise<void> => {
    for (const message of messages) client.send(message);
    await client.heard(count);
  };

export const SAME: readonly Conversation[] = [
  { name: "a query answers with data", hold: say(1, query(1, "echo", { a: [1, "two", null] })) },
  { name: "a mutation answers with data", hold: say(1, mutation(1, "store", { a: 1 })) },
  { name: "rich values go out in superjson's form", hold: say(1, query(1, "rich")) },
  { name: "undefined goes out in superjson's form", hold: say(1, query(1, "nothing")) },
  {
    name: "rich values come in and go out again",
    hold: say(1, {
      id: 1,
      method: "query",
      params: {
        path: "echo",
        input: {
          json: { at: "2023-11-14T22:13:20.000Z", m: [["k", 1]] },
          meta: { values: { at: ["Date"], m: ["map"] }, v: 1 },
        },
      },
    }),
  },
  { name: "jsonrpc is echoed where it was said", hold: say(1, { ...query(1, "echo", 1), jsonrpc: "2.0" }) },
  { name: "jsonrpc is echoed in errors", hold: say(1, { ...query(1, "broken"), jsonrpc: "2.0" }) },
  { name: "ids may be strings", hold: say(1, query('an id \u2028 with "quotes"', "echo", 1)) },
  {
    name: "ids may be zero, negative or fractions",
    hold: say(3, query(0, "echo", 1), query(-3, "echo", 2), query(1.5, "echo", 3)),
  },
  {
    name: "nested and lazy routers are found",
    anyOrder: true,
    hold: say(3, query(1, "deep.er.still"), query(2, "later.found"), query(3, "later.found")),
  },
  {
    name: "a batch answers each of its calls",
    anyOrder: true,
    hold: say(3, [query(1, "echo", 1), mutation(2, "store", 2), query(3, "nope")]),
  },
  { name: "an empty batch says nothing", hold: say(1, [], query(1, "echo", 1)) },
  { name: "an unknown procedure", hold: say(1, query(1, "no.such.thing")) },
  {
    name: "a path that is on every object",
    anyOrder: true,
    hold: say(3, query(1, "constructor"), query(2, "__proto__"), query(3, "toString")),
  },
  {
    name: "a procedure called as another kind",
    hold: say(3, mutation(1, "echo"), subscribe(2, "echo"), query(3, "count")),
  },
  { name: "input that the procedure refuses", hold: say(2, query(1, "picky", "x"), query(2, "picky", 1)) },
  { name: "an error with a code and the formatter's addition", hold: say(1, mutation(1, "conflict")) },
  { name: "an error of no kind", hold: say(1, query(1, "broken")) },
  { name: "middlewares, inputs in layers, meta and output", hold: say(1, query(1, "layered", { a: 1 })) },
  { name: "errors shaped by the procedure", hold: say(1, query(1, "ownErrors")) },
  { name: "errors shaped by the procedure in a stream", hold: say(4, subscribe(1, "ownErrorsLater")) },
  { name: "a middleware that returns nothing", ownWords: true, hold: say(1, query(1, "stuck")) },
  { name: "a query that answers with a stream", ownWords: true, hold: say(1, query(1, "streamFromQuery")) },
  { name: "a generator: started, data, stopped", hold: say(5, subscribe(1, "count", 3)) },
  { name: "a generator without values", hold: say(2, subscribe(1, "count", 0)) },
  {
    name: "two subscriptions keep their ids apart",
    anyOrder: true,
    hold: say(8, subscribe(1, "count", 2), subscribe(2, "count", 2)),
  },
  { name: "rich values in a subscription", hold: say(3, subscribe(1, "dates")) },
  { name: "jsonrpc is echoed in subscriptions", hold: say(3, { ...subscribe(1, "count", 1), jsonrpc: "2.0" }) },
  { name: "tracked values carry their id", hold: say(5, subscribe(1, "trackedFrom", {})) },
  { name: "lastEventId joins the input", hold: say(5, resume({ a: 1 }, "7")) },
  {
    name: "lastEventId is the input where there is none",
    hold: say(5, resume(null, "7")),
  },
  { name: "a generator that fails: error, then stopped", hold: say(4, subscribe(1, "failing")) },
  {
    name: "a subscription refused before it starts: only the error",
    hold: async (client) => {
      await say(1, subscribe(1, "refusing"))(client);
      await client.fence();
    },
  },
  {
    name: "a subscription that returns no stream",
    ownWords: true,
    hold: async (client) => {
      await say(1, subscribe(1, "notAStream"))(client);
      await client.fence();
    },
  },
  { name: "an observable: started, data, stopped", hold: say(4, subscribe(1, "watched")) },
  { name: "an observable that fails: error, then stopped", hold: say(4, subscribe(1, "watchedFailing")) },
  {
    name: "a stop ends a generator and runs its cleanup",
    async hold(client) {
      await say(2, subscribe(1, "forever"))(client);
      await say(3, stop(1))(client);
      await say(4, query(2, "diary"))(client);
    },
  },
  {
    name: "a stop ends an observable and unsubscribes",
    async hold(client) {
      await say(2, subscribe(1, "watchedForever"))(client);
      await say(3, stop(1))(client);
      await say(4, query(2, "diary"))(client);
    },
  },
  {
    name: "a stop in the message that starts it",
    async hold(client) {
      await say(1, [subscribe(1, "forever"), stop(1)])(client);
      await client.fence();
    },
  },
  {
    name: "a stop while the procedure is still opening",
    async hold(client, { gate }) {
      await say(1, subscribe(1, "slowToOpen"), "PING")(client);
      await say(2, stop(1), query(2, "echo", 0))(client);
      gate.open();
      await client.heardWith("stopped");
      await say(4, query(3, "diary"))(client);
    },
  },
  { name: "a stop of nothing says nothing", hold: say(1, stop(9), query(1, "echo", 1)) },
  {
    name: "a second stop says nothing more",
    async hold(client) {
      await say(2, subscribe(1, "forever"))(client);
      await say(3, stop(1))(client);
      client.send(stop(1));
      await client.fence();
    },
  },
  {
    name: "an id in use is refused and the first goes on",
    hold: async (client) => {
      await say(3, subscribe(1, "forever"), subscribe(1, "count", 1))(client);
      await client.fence();
    },
    anyOrder: true,
  },
  {
    name: "an id is free again after stopped",
    async hold(client) {
      await say(2, subscribe(1, "forever"))(client);
      await say(3, stop(1))(client);
      await say(6, subscribe(1, "count", 1))(client);
    },
  },
  { name: "PING is answered with PONG", hold: say(2, "PING", "PING") },
  { name: "PONG says nothing", hold: say(1, "PONG", query(1, "echo", 1)) },
  { name: "PING comes before the connectionParams", query: "?connectionParams=1", hold: say(1, "PING") },
  {
    name: "connectionParams reach the context",
    query: "?connectionParams=1",
    hold: say(1, { method: "connectionParams", data: { token: "good" } }, query(1, "params")),
  },
  {
    name: "connectionParams may be null",
    query: "?connectionParams=1",
    hold: say(1, { method: "connectionParams", data: null }, query(1, "params")),
  },
  { name: "without connectionParams the context has none", hold: say(1, query(1, "params")) },
  {
    name: "a refused context: the error, for nobody in particular",
    query: "?connectionParams=1",
    hold: say(1, { method: "connectionParams", data: { token: "bad" } }),
  },
  {
    name: "calls made before the refusal are told as well",
    query: "?connectionParams=1",
    anyOrder: true,
    hold: say(3, { method: "connectionParams", data: { token: "bad" } }, [
      query(1, "echo", 1),
      subscribe(2, "count", 1),
    ]),
  },
  {
    name: "connectionParams of a wrong shape",
    query: "?connectionParams=1",
    hold: say(1, { method: "connectionParams", data: { token: 7 } }),
  },
  { name: "connectionParams that are not JSON", query: "?connectionParams=1", ownWords: true, hold: say(1, "{") },
  { name: "text that is not JSON", ownWords: true, hold: say(2, "{", query(1, "echo", 1)) },
  { name: "a message that is no object", ownWords: true, hold: say(4, "7", "null", '"text"', query(1, "echo", 1)) },
  {
    name: "a message without an id",
    ownWords: true,
    hold: say(2, { method: "query", params: { path: "echo" } }, query(1, "echo", 1)),
  },
  { name: "an id that is null", ownWords: true, hold: say(2, { ...query(1, "echo"), id: null }, query(1, "echo", 1)) },
  {
    name: "a binary message",
    ownWords: true,
    hold: say(2, Buffer.from(JSON.stringify(query(1, "echo", 1))), query(1, "echo", 1)),
  },
  {
    name: "lone surrogates and NUL are data like any other",
    hold: say(1, '{"id":1,"method":"query","params":{"path":"echo","input":{"json":"a\\ud800b\\u0000c"}}}'),
  },
  {
    name: "numbers beyond the safe ones",
    hold: say(1, '{"id":1,"method":"query","params":{"path":"echo","input":{"json":[9007199254740993,1e-400]}}}'),
  },
  {
    name: "the reconnect notice",
    async hold(client, server) {
      await say(1, query(1, "echo", 1))(client);
      server.notify();
      await say(3, query(2, "echo", 2))(client);
    },
  },
];

export interface Difference extends Conversation {
  readonly reason: string;
  /** What must be in the transcript of each, and in no line of the other's. */
  readonly stock: string;
  readonly ours: string;
}

export const DIFFERENT: readonly Difference[] = [
  {
    name: "an input that is missing",
    reason: "third-party clients leave it out; with superjson the stock adapter loses the id and the client hangs",
    stock: '{"id":null,"error"',
    ours: '{"id":1,"result"',
    hold: say(1, { id: 1, method: "query", params: { path: "echo" } }),
  },
  {
    name: "an unknown method with a readable id",
    reason: "whoever asked is told, instead of waiting for ever",
    stock: '{"id":null,"error"',
    ours: '{"id":1,"error"',
    hold: say(1, { id: 1, method: "delete", params: { path: "echo" } }),
  },
  {
    name: "a batch with one bad element",
    reason: "the good elements are run; the stock adapter drops the whole batch",
    stock: '{"id":null,"error"',
    ours: '{"id":1,"result"',
    hold: async (client) => {
      client.send([query(1, "echo", 1), { id: 2, method: "query" }]);
      await client.fence();
    },
  },
  {
    name: "a key named __proto__",
    reason: "it never reaches a procedure, whose copies by assignment it would turn into a prototype",
    stock: '{"id":1,"result"',
    ours: '{"id":1,"error"',
    hold: say(1, '{"id":1,"method":"query","params":{"path":"echo","input":{"json":{"__proto__":{"admin":true}}}}}'),
  },
  {
    name: "a __proto__ spelt in escapes",
    reason: "the same",
    stock: '{"id":1,"result"',
    ours: '{"id":1,"error"',
    hold: say(
      1,
      '{"id":1,"method":"query","params":{"path":"echo","input":{"json":{"\\u005f_proto__":{"admin":true}}}}}',
    ),
  },
  {
    name: "one object twice in an answer",
    reason: "plain data skips superjson's search for shared objects; the values are equal",
    stock: '"referentialEqualities"',
    ours: '{"json":[{"n":1},{"n":1}]}}}',
    hold: say(1, query(1, "twice")),
  },
  {
    name: "the signal of a mutation",
    reason: "the stock one never aborts, so none is made",
    stock: '{"json":false}',
    ours: '{"json":"none"}',
    hold: say(1, mutation(1, "signal")),
  },
  {
    name: "two mutations at once",
    reason: "a connection's mutations run one after the other, in order",
    stock: '["begin a","begin b","end a","end b"]',
    ours: '["begin a","end a","begin b","end b"]',
    async hold(client, { gate }) {
      client.send([mutation(1, "held", "a"), mutation(2, "held", "b")]);
      await say(1, "PING")(client);
      gate.open();
      await client.heardWith('"id":1,');
      gate.open();
      await client.heardWith('"id":2,');
      client.send(query(3, "diary"));
      await client.heardWith("begin");
    },
  },
  {
    name: "the code a refused connection is closed with",
    reason: "4401 tells a client that reconnecting is of no use; 1005 makes it try for ever",
    query: "?connectionParams=1",
    stock: "closed with 1005",
    ours: "closed with 4401",
    async hold(client) {
      client.send({ method: "connectionParams", data: { token: "bad" } });
      await client.closed();
    },
  },
  {
    name: "more calls in one message than anybody needs",
    reason: "one message cannot hold up the event loop for everybody",
    stock: '{"id":9,"result"',
    ours: '{"id":9,"error"',
    async hold(client) {
      client.send(Array.from({ length: 9 }, (_, index) => query(index + 1, "echo", index)));
      await client.heard(9);
    },
  },
];
