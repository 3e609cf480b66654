/** The page's end of connections: what the SDK takes for a WebSocket. A load balancer picks the node. */
import type { WebSocketConstructor, WebSocketLike } from "@holdfast/sdk";
import type { Chance } from "./chance.js";
import type { Frame, Link } from "./link.js";
import type { Page } from "./page.js";
import type { World } from "./world.js";

const HANDSHAKE_MS = [1, 20] as const;

/** A WebSocket class for one page. */
export function simSocket(world: World, page: Page, chance: Chance): WebSocketConstructor {
  // Not a class of each page's own: what all sockets run through would be compiled for none of them.
  function Socket(): SimSocket {
    return new SimSocket(world, page, chance);
  }
  return Socket as unknown as WebSocketConstructor;
}

class SimSocket implements WebSocketLike {
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onclose: WebSocketLike["onclose"] = null;
  onerror: WebSocketLike["onerror"] = null;
  #link: Link | null = null;
  /** By request: what takes note of its answer. */
  readonly #resumes = new Map<string, () => void>();
  #state: "opening" | "open" | "over" = "opening";

  constructor(
    private readonly world: World,
    private readonly page: Page,
    private readonly chance: Chance,
  ) {
    const node = world.pickNode(chance, page.name);
    const arrive = () => {
      if (!node?.process.isAlive) return this.#later(() => this.#ended(1006, ""));
      // A process that dies with connections waiting to be accepted has its kernel refuse them.
      node.process.onEnd(() => this.#link === null && this.#later(() => this.#ended(1006, "")));
      node.process.reach(() => {
        this.#link = world.newLink(chance.fork(`link ${world.timeline.happened}`));
        page.link = this.#link;
        node.accept(this.#link);
        this.#link.attach("page", {
          received: (frame) => page.process.reach(() => this.#received(frame)),
          closed: (code, reason) => page.process.reach(() => this.#ended(code, reason)),
        });
        this.#later(() => this.#opened());
      });
    };
    world.timeline.after(chance.between(HANDSHAKE_MS), arrive);
    page.process.onEnd(() => this.#link?.died("page", chance.is(world.faults.halfOpen / 2)));
  }

  send(text: string): void {
    if (this.#state !== "open") throw new Error("not open");
    if (text.includes('"match.resume"') && this.page.match !== null) this.world.recorder.sometimes("resync");
    if (asksForMissed(text)) {
      this.#resumes.set(idOf(text), this.world.recorder.resumed(this.page.name));
    }
    this.#link?.send("node", { text });
  }

  close(code = 1000): void {
    const link = this.#link;
    if (this.#state === "over") return;
    this.world.recorder.lost(this.page.name);
    this.#state = "over";
    link?.end("page", code, "");
    this.#later(() => this.onclose?.({ code, reason: "" } as never));
  }

  terminate(): void {
    this.world.recorder.lost(this.page.name);
    this.#state = "over";
    this.#link?.end("page", 1006, "");
  }

  #opened(): void {
    if (this.#state === "over") return this.#link?.end("page", 1006, "");
    this.#state = "open";
    this.onopen?.({} as never);
  }

  #received({ text, state }: Frame): void {
    if (this.#state !== "open") return;
    if (this.#resumes.size > 0) this.#answered(idOf(text));
    if (state) this.world.recorder.frame("delivered", this.page.name, state);
    this.onmessage?.({ data: text } as never);
  }

  #answered(id: string): void {
    this.#resumes.get(id)?.();
    this.#resumes.delete(id);
  }

  #ended(code: number, reason: string): void {
    if (this.#state === "over") return;
    this.world.recorder.lost(this.page.name);
    this.#state = "over";
    this.onclose?.({ code, reason } as never);
  }

  #later(task: () => void): void {
    this.world.timeline.after(this.chance.between(HANDSHAKE_MS), () => this.page.process.reach(task));
  }
}

function idOf(frame: string): string {
  return /"id":(\d+)/.exec(frame)?.[1] ?? "";
}

/** Whoever subscribes again says what it holds, and is told what it missed. */
function asksForMissed(text: string): boolean {
  return text.includes('"match.resume"') || (text.includes('"match.state"') && text.includes('"knownVersion"'));
}
