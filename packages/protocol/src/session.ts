/** Guest accounts and tokens. */
import { z } from "zod";
import { displayName } from "./ids.js";

export const guestInput = z.strictObject({ name: displayName.optional() });

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
