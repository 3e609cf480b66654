/** What a server tells everybody, asked by nobody in particular: a connection would need an account first. */
import type { Addresses } from "./addresses.js";
import type { Queries } from "./contract.js";
import { HoldfastError } from "./errors.js";
import type { Ports } from "./ports.js";
import { get } from "./post.js";
import { localRejection } from "./wire.js";

const UNREACHABLE = localRejection("routing_failed", "no_answer", "The server could not be reached.");

/** Asks each address once, until one answers. @throws HoldfastError */
export async function askedByNobody<P extends "games.list" | "games.contract" | "server.settings">(
  ports: Pick<Ports, "clock" | "fetch">,
  addresses: Addresses,
  path: P,
  input?: Queries[P]["input"],
): Promise<Queries[P]["output"]> {
  for (let left = addresses.count; left > 0; left -= 1) {
    try {
      // The contract says what the server answers.
      return (await get(ports, `${addresses.base("http")}/${path}`, input)) as Queries[P]["output"];
    } catch (error) {
      if (error instanceof HoldfastError) throw error;
      addresses.next();
    }
  }
  throw new HoldfastError({ ...UNREACHABLE, recovery: "retry" });
}
