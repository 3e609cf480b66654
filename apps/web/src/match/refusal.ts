import { ClosedError, HoldfastError, UncertainError } from "@holdfast/sdk";

/** What a page tells a person when something was refused or broke. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

const BROKEN: Refusal = { code: "internal", message: "Something went wrong on the way. Please try again." };

/** The rejection inside whatever was thrown; a plain sentence when there is none. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof HoldfastError) return error.rejection;
  if (error instanceof UncertainError || error instanceof ClosedError) return { ...BROKEN, message: error.message };
  return BROKEN;
}
