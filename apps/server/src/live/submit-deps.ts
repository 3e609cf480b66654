import type { Ports } from "../ports.js";
import type { LiveMatches } from "./live-matches.js";

export interface SubmitDeps {
  readonly ports: Pick<Ports, "store" | "coordination" | "clock" | "log">;
  readonly matches: LiveMatches;
}
