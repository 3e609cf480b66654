/** Sends a request through the SDK, and notes it down under the msgId that the SDK gives it, with its answer. */
import { ClosedError, HoldfastError, type Match, UncertainError } from "@holdfast/sdk";
import type { Operation, OperationOutcome } from "../../simulation/checker/history.js";
import type { NodeIndex } from "../history/records.js";
import type { Notebook } from "./notebook.js";

export type Asked = Pick<Operation, "client" | "actorId" | "kind" | "matchId" | "basedOn" | "payload">;

/** What a request was answered with, as far as the record needs it. */
interface Answered {
  readonly id?: string;
  readonly ok?: boolean;
  readonly value?: { readonly version?: number; readonly duplicate?: boolean };
  readonly rejection?: HoldfastError["rejection"];
}

export class Asker {
  /** Requests that have no answer yet. */
  waiting = 0;
  #lastId = "";

  constructor(
    private readonly notebook: Notebook,
    private readonly node: () => NodeIndex,
  ) {}

  /** To be the client's source of ids. */
  readonly uuid = (): string => {
    this.#lastId = crypto.randomUUID();
    return this.#lastId;
  };

  /** The answer; null where there is none to be had. */
  async ask(asked: Asked, send: () => Promise<Answered | Match>): Promise<Answered | Match | null> {
    this.#lastId = "";
    const promise = send();
    const msgId = this.#lastId;
    // Refused on the spot: nothing was sent, and nothing can come of it.
    if (msgId === "") return promise.catch(() => null);
    this.notebook.note({ t: "invoke", op: msgId, msgId, at: Date.now(), node: this.node(), ...asked });
    this.waiting += 1;
    try {
      const answer: Answered = (await promise) as Answered;
      this.#returned(msgId, outcomeOf(answer), answer.id);
      return answer;
    } catch (fault) {
      this.#returned(msgId, failureOf(fault));
      return null;
    } finally {
      this.waiting -= 1;
    }
  }

  #returned(op: string, outcome: OperationOutcome, matchId?: string): void {
    const told = matchId === undefined ? {} : { matchId };
    this.notebook.note({ t: "return", op, at: Date.now(), node: this.node(), outcome, ...told });
  }
}

function outcomeOf({ id, ok, value, rejection }: Answered): OperationOutcome {
  // Creating and joining answer with the match itself.
  if (id !== undefined) return { kind: "accepted", version: null, duplicate: false };
  if (ok) return { kind: "accepted", version: value?.version ?? null, duplicate: value?.duplicate ?? false };
  return rejection === undefined ? { kind: "unknown" } : refusal(rejection);
}

function failureOf(fault: unknown): OperationOutcome {
  if (fault instanceof HoldfastError) return refusal(fault.rejection);
  if (fault instanceof UncertainError || fault instanceof ClosedError) return { kind: "unknown" };
  throw fault;
}

/** Said by the client itself, about something that may have been sent before: no answer of a server. */
const CLIENT_SAID = new Set(["newer_connection", "not_sent", "no_answer"]);

function refusal({ code, reason, recovery }: HoldfastError["rejection"]): OperationOutcome {
  if (CLIENT_SAID.has(reason)) return { kind: "unknown" };
  return { kind: "refused", rejection: { code, reason, recovery } };
}
