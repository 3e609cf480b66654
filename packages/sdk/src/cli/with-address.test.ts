import { expect, test } from "vitest";
import { HoldfastError } from "../errors.js";
import { localRejection } from "../wire.js";
import { withAddress } from "./with-address.js";

const of = (reason: string) => new HoldfastError(localRejection("routing_failed", reason, "Nobody is there."));

test("[MT4.2] the command for bots ends with the address at which nobody answered, and what to do", () => {
  expect(withAddress(of("no_answer"), "http://127.0.0.1:3000")).toHaveProperty(
    "message",
    "Nobody is there. It was asked at http://127.0.0.1:3000: start it there, or correct --url.",
  );
});

test("[MT4.2] whatever else ended it is told as it is", () => {
  for (const fault of [of("no_such_code"), new Error("no luck"), null]) expect(withAddress(fault, "x")).toBe(fault);
});
