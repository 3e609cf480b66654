import { createHash } from "node:crypto";
import type { Sha256 } from "@holdfast/engine";

/** The same digest as the portable one, by the platform's own code: about ten times as fast. */
export const nativeSha256: Sha256 = (text) => createHash("sha256").update(text).digest("hex");
