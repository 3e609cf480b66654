/** Which of Redis Cluster's 16,384 slots a key is in (Redis Cluster specification, "Key distribution model"). */
export const SLOTS = 16_384;

/** The slot of a key: of its hash tag where it has one, so that what is used together is kept together. */
export function slotOf(key: string): number {
  return crc16(Buffer.from(tagOf(key))) % SLOTS;
}

function tagOf(key: string): string {
  const open = key.indexOf("{");
  const close = open < 0 ? -1 : key.indexOf("}", open + 1);
  return close > open + 1 ? key.slice(open + 1, close) : key;
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}
