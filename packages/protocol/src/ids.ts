/** The identifiers of the wire, each parsed strictly. */
import { z } from "zod";
import { CODE_ALPHABET, CODE_LENGTH } from "./limits.js";

export const matchId = z.uuid();
export const msgId = z.uuid();
export const seat = z.number().int().min(0).max(63);
export const version = z.number().int().min(0).max(2_147_483_647);

/** A join code as people type it: case does not matter, spaces and dashes are ignored. */
export const joinCode = z
  .string()
  .max(20)
  .transform((typed) => typed.toUpperCase().replaceAll(/[\s-]/g, ""))
  .pipe(z.string().regex(new RegExp(`^[${CODE_ALPHABET}]{${CODE_LENGTH}}$`), "a code has six letters or digits"));

/** The secret in an observer link: 128 random bits, base64url. */
export const watchKey = z.string().regex(/^[A-Za-z0-9_-]{22}$/, "a watch key has 22 characters");

/** Randomness a player adds when joining, so that not even the server could have chosen the draws. */
export const entropy = z.string().min(1).max(64);

export const displayName = z.string().trim().min(1).max(32);
