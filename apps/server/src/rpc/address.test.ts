import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { ANY_PROXY, addressOf, NO_PROXY, proxiesAt } from "./address.js";

function request(peer: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { headers, socket: { remoteAddress: peer } } as unknown as IncomingMessage;
}

describe("X-Forwarded-For", () => {
  test("[ID4] without a trusted proxy nothing a client says changes its address", () => {
    expect(addressOf(request("10.0.0.1", "6.6.6.6"), NO_PROXY)).toBe("10.0.0.1");
  });

  test("[ID4] of somebody who is not one of the configured proxies counts for nothing", () => {
    const proxies = proxiesAt(["10.0.0.0/8", "2001:db8::/32"]);
    expect(addressOf(request("203.0.113.9", "6.6.6.6"), proxies)).toBe("203.0.113.9");
    expect(addressOf(request("10.1.2.3", "198.51.100.7"), proxies)).toBe("198.51.100.7");
    expect(addressOf(request("::ffff:10.1.2.3", "198.51.100.7"), proxies)).toBe("198.51.100.7");
    expect(addressOf(request("2001:db8::5", "198.51.100.7"), proxies)).toBe("198.51.100.7");
  });

  test("[ID4] tells the last address that is no proxy of ours, whatever the client put before it", () => {
    const proxies = proxiesAt(["10.0.0.1", "10.0.0.2"]);
    expect(addressOf(request("10.0.0.1", "6.6.6.6, 203.0.113.7, 10.0.0.2"), proxies)).toBe("203.0.113.7");
    expect(addressOf(request("10.0.0.1", "6.6.6.6, 10.0.0.3"), proxies)).toBe("10.0.0.3");
  });

  test("[ID4] behind a proxy that is not named only what it added itself counts", () => {
    expect(addressOf(request("10.0.0.1", "203.0.113.7"), ANY_PROXY)).toBe("203.0.113.7");
    expect(addressOf(request("10.0.0.1", "6.6.6.6, 7.7.7.7 , 203.0.113.7 "), ANY_PROXY)).toBe("203.0.113.7");
    expect(addressOf(request("10.0.0.1", "203.0.113.7:4711"), ANY_PROXY)).toBe("203.0.113.7");
  });

  test("[ID4] that names nobody leaves the connection's own address", () => {
    for (const nothing of [undefined, "", " ", ",", "unknown", "not an address"]) {
      expect(addressOf(request("10.0.0.1", nothing), ANY_PROXY)).toBe("10.0.0.1");
      expect(addressOf(request("10.0.0.1", nothing), proxiesAt(["10.0.0.1"]))).toBe("10.0.0.1");
    }
    expect(addressOf(request(undefined), NO_PROXY)).toBe("unknown");
  });

  test.each(["10.0.0.0/33", "proxy.example", "", "10.0.0.1/x"])("[OP4] a proxy written as %j is refused", (place) => {
    expect(() => proxiesAt([place])).toThrow();
  });
});

describe("addresses of IPv6", () => {
  test.each([
    ["2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["64:ff9b::192.0.2.33", "64:ff9b:0:0::/64"],
    ["::ffff:192.0.2.33", "192.0.2.33"],
  ])("[ID4] %s counts as %s, however it ends", (address, key) => {
    expect(addressOf(request("10.0.0.1", address), ANY_PROXY)).toBe(key);
  });

  test("[ID4] whoever has a network of 64 bits has one address, and another network another", () => {
    const keyOf = (address: string) => addressOf(request(address), NO_PROXY);
    expect(keyOf("2001:db8:1:2::1")).toBe(keyOf("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    expect(keyOf("2001:db8:1:2::1")).not.toBe(keyOf("2001:db8:1:3::1"));
  });
});
