/**
 * A payload serialised once and sent to many subscribers. `json` is the JSON text of the value in the
 * wire's transformer form (`{"json":…}` for superjson) and must be plain JSON inside.
 */
export class Shared<T = unknown> {
  #text: string | undefined;

  constructor(
    readonly id: string,
    readonly value: T,
  ) {}

  /** The tracked envelope `{"json":{"id":…,"data":…}}`, made on first use and kept. */
  get text(): string {
    this.#text ??= `{"json":{"id":${JSON.stringify(this.id)},"data":${JSON.stringify(this.value)}}}`;
    return this.#text;
  }
}
