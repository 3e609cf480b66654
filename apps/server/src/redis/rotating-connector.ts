import { connect as connectPlainly, type Socket } from "node:net";
import { connect as connectSafely } from "node:tls";
import { AbstractConnector, type RedisOptions } from "ioredis";
import { CLOSE_TIMEOUT_MS } from "./connection-options.js";
import type { HostPort } from "./store-address.js";

type ConnectorClass = NonNullable<RedisOptions["Connector"]>;

export interface Rotation {
  /** Whoever may be connected to, now; at least one. */
  readonly nodes: () => readonly HostPort[];
  readonly tls: boolean;
  /** Told at each attempt whom it concerns. */
  readonly onTurn?: (node: HostPort) => void;
}

/** For connections that any node of a cluster will do for: each attempt goes to the next node. */
export function rotatingConnector({ nodes, tls, onTurn }: Rotation): ConnectorClass {
  let turn = Math.floor(Math.random() * nodes().length);
  return class RotatingConnector extends AbstractConnector {
    constructor() {
      super(CLOSE_TIMEOUT_MS);
    }

    override async connect(): Promise<Socket> {
      this.connecting = true;
      const all = nodes();
      const node = all[turn++ % all.length];
      if (node === undefined) throw new Error("No node of the cluster is known.");
      onTurn?.(node);
      const stream: Socket = tls ? connectSafely(node) : connectPlainly(node);
      // Before the client listens for itself.
      stream.once("error", (fault) => {
        this.firstError = fault;
      });
      this.stream = stream;
      return stream;
    }
  };
}
