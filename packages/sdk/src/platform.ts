/** Time, chance and fetch as every modern runtime has them. */
import type { Ports, Ring } from "./ports.js";

/** The longest delay a runtime's timers take; a longer one would run at once. */
const LONGEST_MS = 2_147_483_647;

export const commonPorts: Omit<Ports, "WebSocket"> = {
  clock: {
    now: () => Date.now(),
    after(ms, task) {
      const timer = setTimeout(task, Math.min(ms, LONGEST_MS));
      return () => clearTimeout(timer);
    },
  },
  random: { unit: () => Math.random(), uuid },
  fetch: (url, request) => fetch(url, request),
};

/** Pages of other origins need no permission for it: they do not read the answer, whose status is 0 to them. */
export const ring: Ring = (url, heard) => {
  const stop = new AbortController();
  const answered = async (): Promise<boolean> => {
    const { status } = await fetch(url, {
      mode: "no-cors",
      cache: "no-store",
      credentials: "omit",
      signal: stop.signal,
    });
    return status < 500;
  };
  void answered()
    .catch(() => false)
    .then((isAnybodyIn) => stop.signal.aborted || heard(isAnybodyIn));
  return () => stop.abort();
};

/** `crypto.randomUUID` is missing on pages served without TLS; the random bytes are not. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, at) => {
    if (at === 6) return ((byte & 0x0f) | 0x40).toString(16).padStart(2, "0");
    if (at === 8) return ((byte & 0x3f) | 0x80).toString(16).padStart(2, "0");
    return byte.toString(16).padStart(2, "0");
  }).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
