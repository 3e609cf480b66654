/** Typed calls that are sent until they are answered, or until their time is up. */
import { ask } from "./ask.js";
import type { Link } from "./link.js";
import type { Mutations, Queries } from "./contract.js";
import { HoldfastError, UnsettledError } from "./errors.js";
import type { Ports } from "./ports.js";
import { whenAdmitted } from "./waiting.js";
import { type CallKind, localRejection, type Request } from "./wire.js";

const NO_ANSWER = localRejection("routing_failed", "no_answer", "The server could not be reached in time.");
const UNSETTLED = "No answer came that tells whether this was done. The last one was:";

/** What is left when refusals are thrown. */
type ValueOf<Output> = Output extends { readonly ok: true; readonly value: infer V }
  ? V
  : Output extends { readonly ok: false }
    ? never
    : Output;

export class Calls {
  constructor(
    private readonly link: Link,
    private readonly ports: Pick<Ports, "clock" | "random">,
    private readonly deadlineMs: number,
  ) {}

  /** @throws HoldfastError, ClosedError */
  query<P extends keyof Queries>(path: P, input: Queries[P]["input"]): Promise<Queries[P]["output"]> {
    // The server keeps the contract; a type test proves that it is the same as the router's.
    return this.#value(requestOf("query", path, input)) as Promise<Queries[P]["output"]>;
  }

  /** The accepted value. Safe to send more than once: the input carries its msgId or changes nothing. @throws HoldfastError, ClosedError */
  mutate<P extends keyof Mutations>(path: P, input: Mutations[P]["input"]): Promise<ValueOf<Mutations[P]["output"]>> {
    return this.#value(requestOf("mutation", path, input)) as Promise<ValueOf<Mutations[P]["output"]>>;
  }

  async #value(request: Request): Promise<unknown> {
    const stop = new AbortController();
    const { clock } = this.ports;
    const tooLate = new HoldfastError({ ...NO_ANSWER, recovery: "retry" });
    const late = new Promise<never>((_resolve, reject) => {
      stop.signal.addEventListener("abort", () => reject(tooLate));
    });
    const cancel = clock.after(this.deadlineMs, () => stop.abort(tooLate));
    try {
      const answer = await Promise.race([late, this.#ask(request, stop.signal)]);
      if (!answer.ok) throw new HoldfastError(answer.rejection);
      return answer.value;
    } finally {
      cancel();
    }
  }

  async #ask(request: Request, signal: AbortSignal): ReturnType<typeof ask> {
    const { link, ports } = this;
    // Once: a connection that is refused while this waits stays refused, and this call with it.
    link.wake();
    const ready = (): Promise<null> => whenAdmitted(link, signal).then(() => null);
    return ask(request, { link, ports, signal, ready }).catch((error: unknown) => {
      throw error instanceof UnsettledError ? unsettled(error) : error;
    });
  }
}

function unsettled({ rejection: { recovery, message } }: UnsettledError): HoldfastError {
  return new HoldfastError({ ...NO_ANSWER, recovery, message: `${UNSETTLED} ${message}` });
}

function requestOf(kind: CallKind, path: string, input: object | undefined): Request {
  return { kind, path, ...(input === undefined ? {} : { input }) };
}
