/** Gets a client to some node, only not at once to the one it comes from; and notes down what arrives. */
import type { StateFrame } from "@holdfast/protocol";
import type { Fetch, FetchAnswer, WebSocketConstructor } from "@holdfast/sdk";
import type { Chance } from "../../simulation/world/chance.js";
import type { NodeIndex } from "../history/records.js";
import { BalancedSocket, type Way } from "./balanced-socket.js";
import { CatchUps } from "./catch-ups.js";
import type { Notebook } from "./notebook.js";
import type { BotOrders } from "./orders.js";

export class Balancer {
  /** Where the newest connection leads. */
  at: NodeIndex = null;
  #lastAt: NodeIndex = null;
  /** The node to go to first, as long as nothing else is known. */
  readonly #startAt: NodeIndex;
  readonly #nodes: readonly string[];
  readonly #catchUps = new CatchUps();

  constructor(
    readonly client: string,
    { nodes, startAt }: Pick<BotOrders, "nodes" | "startAt">,
    private readonly notebook: Notebook,
    private readonly chance: Chance,
  ) {
    this.#nodes = nodes;
    this.#startAt = startAt;
  }

  /** A WebSocket class whose instances lead to a node of the balancer's choice. */
  get WebSocket(): WebSocketConstructor {
    const balancer = this;
    return class extends BalancedSocket {
      constructor(url: string) {
        super(balancer.#ways(url, "ws"), {
          dialled: (node, port) => balancer.#dialled(node, port),
          opened: (node) => balancer.#opened(node),
          received: (text, node) => balancer.#received(text, node),
          sent: (text, on) => balancer.#sent(text, on),
          lost: () => balancer.#lost(),
        });
      }
    };
  }

  readonly fetch: Fetch = async (url, request) => {
    let failure: unknown = null;
    for (const way of this.#ways(url, "http")) {
      try {
        return (await fetch(way.url, request)) as FetchAnswer;
      } catch (fault) {
        failure = fault;
      }
    }
    throw failure;
  };

  /** All nodes, in the order in which they are tried. */
  #ways(url: string, scheme: "http" | "ws"): Way[] {
    const { pathname, search } = new URL(url);
    const ways = this.#nodes.map((base, node) => ({
      url: `${base.replace(/^http/, scheme)}${pathname}${search}`,
      node,
    }));
    const shuffled = ways.map((way) => ({ way, key: this.#keyOf(way.node) }));
    return shuffled.sort((a, b) => a.key - b.key).map(({ way }) => way);
  }

  /** The lowest is tried first. */
  #keyOf(node: number): number {
    if (this.#lastAt === null && node === this.#startAt) return -1;
    return node === this.#lastAt ? 2 : this.chance.unit();
  }

  #dialled(node: number, port: number): void {
    this.notebook.note({ t: "dial", client: this.client, at: Date.now(), node, port });
  }

  #sent(text: string, on: { readonly port: number; readonly upto: number } | null): void {
    if (text.includes('"match.resume"')) this.#note("resume");
    this.#catchUps.sent(text);
    if (on === null || !text.includes('"match.move"')) return;
    for (const [, msgId = ""] of text.matchAll(/"msgId":"([^"]+)"/g))
      this.notebook.note({ t: "sent", client: this.client, at: Date.now(), msgId, ...on });
  }

  #opened(node: number): void {
    this.at = node;
    this.#lastAt = node;
  }

  #lost(): void {
    this.at = null;
    this.#catchUps.lost();
    this.#note("loss");
  }

  #received(text: string, node: number): void {
    if (!text.includes('"kind":"state"')) return;
    const frame = stateIn(JSON.parse(text) as Down);
    if (frame === null) return;
    const { matchId, epoch, version, from, you, view } = frame;
    const seen = { client: this.client, at: Date.now(), node, matchId, epoch, version, from, you };
    this.notebook.note({ t: "frame", where: "delivered", ...seen, view: JSON.stringify(view) });
    const caughtUp = this.#catchUps.received(text, frame);
    if (caughtUp !== null) this.notebook.note({ t: "caught-up", client: this.client, at: Date.now(), ...caughtUp });
  }

  #note(t: "resume" | "loss"): void {
    this.notebook.note({ t, client: this.client, at: Date.now() });
  }
}

interface Down {
  readonly result?: {
    readonly data?: {
      readonly json?: { readonly data?: StateFrame; readonly value?: { readonly state?: StateFrame } };
    };
  };
}

/** The state that a frame of the wire brings: as news of a subscription, or as the answer to a question. */
function stateIn(frame: Down): StateFrame | null {
  const json = frame.result?.data?.json;
  const found = json?.data ?? json?.value?.state;
  return found?.kind === "state" ? found : null;
}
