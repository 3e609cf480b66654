/** A TCP proxy that breaks connections the way networks do: for tests of what happens to requests in flight. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** How often the client spoke after having heard the server: each costs a round trip. */
  turns: number;
  lastSpoke: "client" | "server" | null;
}

export class TcpProxy {
  private readonly pairs = new Set<Pair>();
  private readonly orphans = new Set<Socket>();
  private losing = false;
  private lost = 0;

  private constructor(
    private readonly listener: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    listener.on("connection", (client) => this.join(client));
  }

  /** A proxy on a free port of 127.0.0.1. */
  static async to(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const listener = createServer();
    const proxy = new TcpProxy(listener, target);
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** How many replies `loseReplies` has swallowed. */
  get repliesLost(): number {
    return this.lost;
  }

  /** Round trips that the newest connection has taken, the TCP handshake apart. */
  get turns(): number {
    return [...this.pairs].at(-1)?.turns ?? 0;
  }

  /** The next thing the server says on any connection is thrown away and that connection is cut at the client. */
  loseNextReply(): void {
    this.losing = true;
  }

  /** Cuts every client; the server does not notice and goes on with what it was asked. */
  cutClientsOnly(): void {
    for (const { client, server } of this.pairs) {
      this.orphans.add(server);
      server.removeAllListeners("data");
      server.resume();
      client.destroy();
    }
    this.pairs.clear();
  }

  /** From now on nothing passes on the connections there are, in either direction; they stay open. New ones work. */
  freeze(): void {
    for (const { client, server } of this.pairs) {
      client.pause();
      server.pause();
    }
  }

  async close(): Promise<void> {
    for (const { client, server } of this.pairs) {
      client.destroy();
      server.destroy();
    }
    for (const server of this.orphans) server.destroy();
    this.listener.close();
    await once(this.listener, "close");
  }

  private join(client: Socket): void {
    const server = connect(this.target);
    const pair: Pair = { client, server, turns: 0, lastSpoke: null };
    this.pairs.add(pair);
    client.on("data", (bytes) => {
      if (pair.lastSpoke !== "client") pair.turns += 1;
      pair.lastSpoke = "client";
      server.write(bytes);
    });
    server.on("data", (bytes) => this.reply(pair, bytes));
    client.on("error", () => {});
    server.on("error", () => {});
    client.on("close", () => {
      if (!this.orphans.has(server)) server.end();
      this.pairs.delete(pair);
    });
    server.on("close", () => {
      client.destroy();
      this.orphans.delete(server);
    });
  }

  private reply(pair: Pair, bytes: Buffer): void {
    if (!this.losing) {
      pair.lastSpoke = "server";
      pair.client.write(bytes);
      return;
    }
    this.losing = false;
    this.lost += 1;
    pair.client.destroy();
  }
}
