import { expect, test } from "vitest";
import { Outage, reasonOf } from "./outage.js";

function noted() {
  const lines: string[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  return { lines, log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}

test("[OP1] an outage of several connections is one line when it begins and one when all are back", () => {
  const { lines, log } = noted();
  const outage = new Outage(log);
  outage.ended("commands");
  outage.began("commands", "timeout");
  outage.began("subscriptions", "closed");
  outage.began("commands", "ECONNREFUSED");
  outage.ended("commands");
  expect(lines).toHaveLength(1);
  outage.ended("subscriptions");
  outage.ended("subscriptions");
  expect(lines).toStrictEqual([
    'warn Redis is away; play goes on without it {"connection":"commands","reason":"timeout"}',
    'info Redis is back {"connection":"subscriptions"}',
  ]);
  outage.began("commands", "timeout");
  expect(lines).toHaveLength(3);
});

test("[OP1] a password that is refused is said to be the trouble also when the outage began as something else, once", () => {
  const { lines, log } = noted();
  const outage = new Outage(log);
  const troubles = ["ECONNREFUSED", "WRONGPASS", "ECONNREFUSED", "WRONGPASS"];
  for (const reason of troubles)
    for (const connection of ["commands", "subscriptions"]) outage.began(connection, reason);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("Redis refused the user or password of REDIS_URL");
  outage.ended("commands");
  outage.ended("subscriptions");
  outage.began("commands", "ECONNREFUSED");
  outage.began("commands", "WRONGPASS");
  expect(lines).toHaveLength(5);
});

test.each([
  [Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:6379"), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
  [new Error("Command timed out"), "timeout"],
  [new Error("WRONGPASS invalid username-password pair for SECRET"), "WRONGPASS"],
  [new Error("OOM command not allowed when used memory > 'maxmemory'."), "OOM"],
  [new Error("Something about SECRET"), "Error"],
  [null, "closed"],
])("[OP1] the reason of an outage is one word without content (%s)", (fault, word) => {
  expect(reasonOf(fault)).toBe(word);
});
