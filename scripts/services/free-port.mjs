import { createServer } from "node:net";

/** A TCP port of 127.0.0.1 that nobody listens on right now. */
export function freePort() {
  return new Promise((/** @type {(port: number) => void} */ resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === "object" ? address.port : 0));
    });
  });
}

const ATTEMPTS = 3;

/**
 * Starts something on a free port, and on another one if somebody else took that port in between.
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @returns {Promise<{ port: number, started: T }>}
 */
export async function onFreePort(start, attempt = 1) {
  const port = await freePort();
  try {
    return { port, started: await start(port) };
  } catch (error) {
    if (attempt === ATTEMPTS) throw error;
    return onFreePort(start, attempt + 1);
  }
}
