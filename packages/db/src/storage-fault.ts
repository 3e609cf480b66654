/**
 * What a statement that failed means for whoever sent it:
 * - `refused`: a value or a constraint (SQLSTATE 22, 23). Nothing was written; the same again fails again.
 * - `conflict`: a deadlock, a serialization failure, a timeout. Nothing was written; the same again may work.
 * - `unreachable`: the connection, the server or its resources. What was sent may have been written or not.
 * - `broken`: anything else, such as a missing table. A person has to look.
 */
export type FaultKind = "refused" | "conflict" | "unreachable" | "broken";

/** A failed statement, without anything that was in it: safe to log and to show. */
export class StorageFault extends Error {
  constructor(
    readonly kind: FaultKind,
    /** SQLSTATE, or the operating system's or driver's code. */
    readonly code: string,
    /** The constraint, table or routine the database named. Never a value. */
    readonly subject: string | null = null,
  ) {
    super(`storage: ${kind} (${code}${subject === null ? "" : `, ${subject}`})`);
    this.name = "StorageFault";
  }
}
