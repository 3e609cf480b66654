/** A doorbell's wires: requests of the runtime's own, to servers that answer, fail or keep silent. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { ring } from "./platform.js";

/** Runs with a server that answers so, and with its address; afterwards nobody listens there any more. */
async function during<T>(answer: RequestListener, run: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/trpc/healthz`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const heardAt = (url: string): Promise<boolean> => new Promise((resolve) => void ring(url, resolve));

test.each([
  [200, true],
  [404, true],
  [429, true],
  [502, false],
  [503, false],
])("[SY12.2] an answer with the status %i means that somebody is in: %s", async (status, isAnybodyIn) => {
  await during(
    (_, res) => res.writeHead(status).end(),
    async (url) => expect(await heardAt(url)).toBe(isAnybodyIn),
  );
});

test("[SY12.2] nobody listens: nobody is in", async () => {
  const url = await during(
    (_, res) => res.end(),
    async (address) => address,
  );
  expect(await heardAt(url)).toBe(false);
});

test("[SY12.2] whoever gives up hears nothing, and the server is told", async () => {
  const heard: boolean[] = [];
  let giveUp = (): void => {};
  let left = (): void => {};
  const hasLeft = new Promise<void>((resolve) => {
    left = resolve;
  });
  const silent: RequestListener = (_, res) => {
    res.once("close", left);
    giveUp();
  };
  await during(silent, async (url) => {
    giveUp = ring(url, (isAnybodyIn) => heard.push(isAnybodyIn));
    await hasLeft;
  });
  expect(heard).toEqual([]);
});
