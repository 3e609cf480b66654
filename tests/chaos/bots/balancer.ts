/**
 * Gets a client to some node, as a load balancer without memory would; only not to the node it comes from, when that
 * connection is lost. Notes down what arrives.
 */
import type { StateFrame } from "@holdfast/protocol";
import type { Fetch, WebSocketConstructor } from "@holdfast/sdk";
import { WebSocket } from "ws";
import type { Chance } from "../../simulation/world/chance.js";
import type { NodeIndex } from "../history/records.js";
import type { Notebook } from "./notebook.js";

export class Balancer {
  /** Where the newest connection leads. */
  at: NodeIndex = null;
  #lastAt: NodeIndex = null;

  constructor(
    readonly client: string,
    private readonly nodes: readonly string[],
    private readonly notebook: Notebook,
    private readonly chance: Chance,
  ) {}

  /** A WebSocket class whose instances lead to a node of the balancer's choice. */
  get WebSocket(): WebSocketConstructor {
    const pick = () => this.#pick();
    const attach = (socket: WebSocket, node: number) => this.#attach(socket, node);
    const noteRequest = (text: string) => {
      if (text.includes('"match.resume"')) this.#note("resume");
    };
    return class extends WebSocket {
      constructor(url: string) {
        const node = pick();
        super(`${node.url.replace(/^http/, "ws")}${pathOf(url)}`, { perMessageDeflate: false });
        attach(this, node.index);
      }
      override send(text: string): void {
        noteRequest(text);
        super.send(text);
      }
    };
  }

  readonly fetch: Fetch = (url, request) => fetch(`${this.#pick().url}${pathOf(url)}`, request);

  #pick(): { readonly url: string; readonly index: number } {
    const others = this.nodes.map((url, index) => ({ url, index })).filter(({ index }) => index !== this.#lastAt);
    const index = this.chance.below(Math.max(1, others.length));
    return others[index] ?? { url: this.nodes[0] ?? "", index: 0 };
  }

  #attach(socket: WebSocket, node: number): void {
    this.#lastAt = node;
    socket.on("open", () => {
      this.at = node;
    });
    // Before the client's own listener, which is set later.
    socket.on("message", (data) => this.#received(String(data), node));
    socket.on("close", () => {
      if (this.at === node) this.at = null;
      this.#note("loss");
    });
    socket.on("error", () => {});
  }

  #received(text: string, node: number): void {
    if (!text.includes('"kind":"state"')) return;
    const frame = stateIn(JSON.parse(text));
    if (frame === null) return;
    const { matchId, epoch, version, from, you, view } = frame;
    const seen = { client: this.client, at: Date.now(), node, matchId, epoch, version, from, you };
    this.notebook.note({ t: "frame", where: "delivered", ...seen, view: JSON.stringify(view) });
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

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
