/** A server under measurement. */
import type { Services } from "../measure/services.js";
import type { ServerProcess } from "./server-process.js";

export interface StartOptions {
  readonly bestOf: number;
  /** Flags of Node for the server's process, the same for every contender. */
  readonly nodeFlags: readonly string[];
  readonly services: Services | null;
}

export interface Running {
  readonly process: ServerProcess;
  readonly port: number;
}

export interface Contender {
  readonly name: string;
  /** Which of the generator's drivers speaks to it. */
  readonly driver: string;
  readonly about: string;
  readonly needsPeers: boolean;
  /** It stores every move before acknowledging it. */
  readonly durable: boolean;
  start(options: StartOptions): Promise<Running>;
}
