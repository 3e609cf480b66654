/** One draw as it is recorded in the commit: enough to replay, and to check against the revealed seed. */
export interface Draw {
  readonly purpose: string;
  readonly n: number;
  readonly value: number;
}

/** A source of recorded, verifiable draws. Uniform on `0..n-1` by rejection sampling. */
export interface Chance {
  int(n: number, purpose: string): number;
}
