/**
 * Whom a request counts for where limits are per address: the address it came from, of IPv6 the network of 64 bits that
 * one household or server is given. A proxy's word counts only when the settings name it; then the last address that is
 * no such proxy, because those before it are what the client itself sent.
 */
import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv4 } from "node:net";

/** Whose `X-Forwarded-For` counts: nobody's, whoever's connects, or that of certain proxies. */
export interface TrustedProxies {
  trusts(address: string): boolean;
  /** Whoever connects is the one proxy there is: only what it added itself counts. */
  readonly isAnybody: boolean;
}

export const NO_PROXY: TrustedProxies = { trusts: () => false, isAnybody: false };
export const ANY_PROXY: TrustedProxies = { trusts: () => true, isAnybody: true };

/** Proxies by address or network (`10.0.0.0/8`). @throws when one is neither */
export function proxiesAt(places: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const place of places) {
    const [address = "", bits] = place.split("/");
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return { trusts: (address) => list.check(address, familyOf(address)), isAnybody: false };
}

export function addressOf(req: Pick<IncomingMessage, "headers" | "socket">, proxies: TrustedProxies): string {
  const peer = plain(req.socket.remoteAddress ?? "");
  if (!proxies.trusts(peer)) return limitKeyOf(peer);
  const said = String(req.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map(plain)
    .filter((address) => isIP(address) !== 0);
  const client = proxies.isAnybody ? said.at(-1) : said.findLast((address) => !proxies.trusts(address));
  return limitKeyOf(client ?? peer);
}

/** Without what may be around it: a port, brackets, a zone, or IPv6's way of writing IPv4. */
function plain(text: string): string {
  const address = text
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? address;
}

function limitKeyOf(address: string): string {
  if (isIP(address) !== 6) return address || "unknown";
  return `${groupsOf(address).slice(0, 4).join(":")}::/64`;
}

/** The eight groups of an IPv6 address, as numbers in hexadecimal without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  // An IPv4 address at the end stands for two groups; nobody's network is told by them.
  const missing = tail === undefined ? 0 : 8 - left.length - right.length - (address.includes(".") ? 1 : 0);
  return [...left, ...Array<string>(Math.max(0, missing)).fill("0"), ...right].map((group) => trimmed(group));
}

function trimmed(group: string): string {
  return group.replace(/^0+(?=.)/, "");
}

function familyOf(address: string): "ipv4" | "ipv6" {
  if (isIP(address) === 0) throw new Error(`${address} is not an address`);
  return isIPv4(address) ? "ipv4" : "ipv6";
}
