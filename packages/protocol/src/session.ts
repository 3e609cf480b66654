/** Guest accounts and tokens. */
import { z } from "zod";
import { displayName } from "./ids.js";

export const guestInput = z.strictObject({ name: displayName.optional() });
/** A token of the same player that lasts longer than the one this connection goes by. */
export const renewInput = z.strictObject({ token: z.string().min(1).max(1024) });

/** A fresh user token; `expiresAt` is epoch milliseconds. */
export interface SessionGrant {
  readonly token: string;
  readonly playerId: string;
  readonly name: string;
  readonly expiresAt: number;
}
export interface WhoAmI {
  readonly playerId: string;
  readonly name: string;
  readonly scope: "user" | "seat" | "observer";
  readonly expiresAt: number;
}
