import { IntegrityFault, REJECTION_CODES, rejection, StorageUnavailable } from "@holdfast/engine";
import { SocketRefusal } from "@holdfast/trpc-ws";
import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { RefusedError } from "../usecases/deps.js";
import { refused, refusedFault, rejectionOf } from "./refusals.js";

const SECRET = "QH 7D select * from matches";

test("[SY6] every code travels through a thrown error unchanged", () => {
  for (const code of REJECTION_CODES) {
    const why = rejection(code, "some_reason", "Some sentence.", { retryAfterMs: 7 });
    expect(rejectionOf(refused(why))).toEqual(why);
    expect(
      rejectionOf(refusedFault(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: new RefusedError(why) }))),
    ).toEqual(why);
  }
});

test("[SY6] storage that is away is told as such, with when to come back and the same msgId", () => {
  const fault = new TRPCError({
    code: "INTERNAL_SERVER_ERROR",
    cause: new StorageUnavailable(500, { cause: new Error(SECRET) }),
  });
  expect(refusedFault(fault).code).toBe("SERVICE_UNAVAILABLE");
  expect(rejectionOf(fault)).toMatchObject({ code: "storage_unavailable", recovery: "retry", retryAfterMs: 500 });
});

test("[DU4] what does not verify is told as a corrupt match, without what was found", () => {
  const cause = new IntegrityFault("5526553e-484b-4f1c-bd7d-384e9cc7f983", 7, SECRET);
  const told = refusedFault(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause }));
  expect(rejectionOf(told)).toMatchObject({ code: "game_unavailable", reason: "match_corrupt", recovery: "none" });
  expect(JSON.stringify(rejectionOf(told))).not.toContain(SECRET);
});

describe("what the client did wrong", () => {
  test.each([
    ["BAD_REQUEST", "bad_shape"],
    ["PARSE_ERROR", "malformed"],
    ["NOT_FOUND", "no_such_procedure"],
    ["METHOD_NOT_SUPPORTED", "wrong_method"],
    ["PAYLOAD_TOO_LARGE", "payload_too_large"],
    ["UNSUPPORTED_MEDIA_TYPE", "wrong_content_type"],
  ] as const)("[SY6] %s is told as invalid_message/%s: trying again unchanged is no use", (code, reason) => {
    const why = rejectionOf(new TRPCError({ code, message: SECRET, cause: new Error(SECRET) }));
    expect(why).toMatchObject({ code: "invalid_message", reason, recovery: "fix_input" });
    expect(JSON.stringify(why)).not.toContain("select");
  });

  test("[SY6] names the fields that were not understood, and never their values", () => {
    const parsed = z
      .strictObject({ move: z.strictObject({ cell: z.number() }) })
      .safeParse({ move: { cell: SECRET }, [SECRET]: 1 });
    const why = rejectionOf(new TRPCError({ code: "BAD_REQUEST", cause: parsed.error }));
    expect(why.message).toBe(
      "Not understood: move.cell must be a number; what was sent has a field that is not known here. Change it and try again.",
    );
  });

  test.each([
    ["payload_too_large", "invalid_message"],
    ["batch_too_large", "invalid_message"],
    ["too_many_subscriptions", "invalid_message"],
    ["malformed", "invalid_message"],
    ["too_many_in_flight", "rate_limited"],
    ["rate_limited", "rate_limited"],
  ] as const)("[SY6] what the socket refuses as %s is told as %s", (reason, code) => {
    const cause = new SocketRefusal(reason, SECRET, 20);
    const why = rejectionOf(new TRPCError({ code: "BAD_REQUEST", cause }));
    expect(why).toMatchObject({ code, reason });
    expect(why.message).not.toContain("select");
  });
});

test("[OP1] a fault of ours tells nothing of itself", () => {
  const why = rejectionOf(new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: SECRET, cause: new Error(SECRET) }));
  expect(why).toMatchObject({ code: "internal", recovery: "retry" });
  expect(JSON.stringify(why)).not.toContain("select");
});
