/** What a driver throws: an error with a code, as `redactError` of the product has to read it. */
export class DriverError extends Error {
  constructor(
    /** SQLSTATE, or the operating system's or driver's code. */
    readonly code: string,
    readonly table_name?: string,
  ) {
    super(`driver: ${code}`);
    this.name = "DriverError";
  }
}
