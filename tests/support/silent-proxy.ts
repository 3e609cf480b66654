import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Stands between a client and a server of this machine, and can make connections die without a word. */
export class SilentProxy {
  /** How many connections were ever accepted. */
  connections = 0;
  #isDeaf = false;
  readonly #server: Server;
  readonly #pairs = new Set<{ readonly near: Socket; readonly far: Socket }>();

  private constructor(readonly target: number) {
    this.#server = createServer((near) => this.#join(near));
  }

  static async open(target: number): Promise<SilentProxy> {
    const proxy = new SilentProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** From now on the connections there are carry nothing and do not close; new ones work. */
  swallow(): void {
    for (const { near, far } of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      near.resume();
      far.resume();
    }
  }

  /** The same for all new connections, until it hears again. */
  goDeaf(): void {
    this.swallow();
    this.#isDeaf = true;
  }

  /** New connections work again; those made before carry nothing for ever. */
  hear(): void {
    this.#isDeaf = false;
  }

  /** Ends the connections there are; new ones work. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    if (this.#server.listening) await once(this.#server, "close");
  }

  #join(near: Socket): void {
    this.connections += 1;
    const far = connect(this.target, "127.0.0.1");
    const pair = { near, far };
    this.#pairs.add(pair);
    for (const socket of [near, far]) {
      // The other side is closed by the pipe, or not at all once it was cut.
      socket.on("error", () => {});
      socket.on("close", () => void (near.destroyed && far.destroyed && this.#pairs.delete(pair)));
    }
    if (!this.#isDeaf) near.pipe(far).pipe(near);
    else for (const socket of [near, far]) socket.resume();
  }
}
