/** A log that does not add up: it was edited, it is corrupt, or other rules wrote it. Freeze the match, never guess. */
export class IntegrityFault extends Error {
  // oxlint-disable-next-line max-params -- where, what, and why, in the order one says them
  constructor(
    readonly matchId: string,
    readonly version: number,
    /** What does not add up, in words; never with a value of it. */
    readonly problem: string,
    options?: { cause?: unknown },
  ) {
    super(`match ${matchId}, version ${version}: ${problem}`, options);
    this.name = "IntegrityFault";
  }
}
