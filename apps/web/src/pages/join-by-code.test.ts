import { type Client, HoldfastError } from "@holdfast/sdk";
import { expect, test } from "vitest";
import { currentSession } from "../app/session.js";
import { refusalOf } from "../match/refusal.js";
import { joinByCode, startedWithout } from "./join-by-code.js";

test("[MT1] a misread code is refused in one plain sentence before the server is asked anything", async () => {
  await expect(joinByCode("K7P2QO", "Anna")).rejects.toThrow("Codes have no O, 0, I or 1: look again.");
  expect(currentSession().client).toBeNull();
});

const started = new HoldfastError({
  code: "join_failed",
  reason: "match_started",
  recovery: "none",
  message: "Already started: ask for a link to watch it.",
});
type Observe = Pick<Client, "observe">;

test("[MT1] whoever comes too late for a seat is offered to watch, where the code is enough for that", async () => {
  const anybody = { observe: async () => ({ id: "the-match", close: () => {} }) } as unknown as Observe;
  expect(refusalOf(await startedWithout(anybody, "K7P2QX", started))).toMatchObject({
    code: "join_failed",
    message: "This match has already started, so nobody can join it any more.",
    instead: { label: "Watch it", href: "/w/the-match" },
  });
});

test("[MT1] [MT3] where it takes a link to watch, whoever comes too late is told to ask for one, and offered nothing", async () => {
  const nobody: Observe = { observe: () => Promise.reject(started) };
  const told = refusalOf(await startedWithout(nobody, "K7P2QX", started));
  expect(told.message).toContain("ask for a link");
  expect(told.instead).toBeUndefined();
});
