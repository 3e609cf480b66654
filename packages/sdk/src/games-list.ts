/** The games a server offers, asked by nobody in particular: a connection would need an account first. */
import type { GameSummary } from "@holdfast/protocol";
import type { Addresses } from "./addresses.js";
import { HoldfastError } from "./errors.js";
import type { Ports } from "./ports.js";
import { get } from "./post.js";
import { localRejection } from "./wire.js";

const UNREACHABLE = localRejection("routing_failed", "no_answer", "The server could not be reached.");

/** Asks each address once, until one answers. @throws HoldfastError */
export async function askedByNobody(
  ports: Pick<Ports, "clock" | "fetch">,
  addresses: Addresses,
): Promise<readonly GameSummary[]> {
  for (let left = addresses.count; left > 0; left -= 1) {
    try {
      // The contract says what the server offers.
      return (await get(ports, `${addresses.base("http")}/games.list`)) as readonly GameSummary[];
    } catch (error) {
      if (error instanceof HoldfastError) throw error;
      addresses.next();
    }
  }
  throw new HoldfastError({ ...UNREACHABLE, recovery: "retry" });
}
