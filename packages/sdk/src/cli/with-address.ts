import { HoldfastError } from "../errors.js";

/** The same fault; where nobody answered, with who was asked and what to do: the SDK's sentence is for programs that know. */
export function withAddress(fault: unknown, url: string): unknown {
  const isSilence = fault instanceof HoldfastError && fault.rejection.reason === "no_answer";
  if (!isSilence) return fault;
  return new Error(`${fault.message} It was asked at ${url}: start it there, or correct --url.`, { cause: fault });
}
