/** What one subscription was told, read as its other end has to read it: for those who take notes. */
import type { MatchFrame, PatchFrame, StateFrame } from "@holdfast/protocol";
import { isPatch, patched, toldPresence } from "@holdfast/protocol/patch";

export class Told {
  #frame: StateFrame | null = null;

  /** The state that a payload brings, whole or as a patch; undefined where it brings none. */
  read(payload: MatchFrame | PatchFrame): StateFrame | undefined {
    if (isPatch(payload)) {
      if (this.#frame === null) throw new Error("a patch of nothing was told");
      this.#frame = patched(this.#frame, JSON.parse(JSON.stringify(payload)));
      return this.#frame;
    }
    if (payload.kind === "presence") {
      this.#frame &&= toldPresence(this.#frame, payload);
      return undefined;
    }
    this.#frame = payload;
    return payload;
  }
}
