import { ClosedError, HoldfastError, UncertainError } from "@holdfast/sdk";

/** What a page tells a person when something was refused or broke. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** What can be done in its place, on another page. */
  readonly instead?: Instead;
}
export interface Instead {
  readonly label: string;
  readonly href: string;
}

/** A refusal that leaves another way open. */
export class OtherWayError extends Error {
  constructor(readonly refusal: Refusal & { readonly instead: Instead }) {
    super(refusal.message);
    this.name = "OtherWayError";
  }
}

const BROKEN: Refusal = { code: "internal", message: "Something went wrong on the way. Please try again." };

/** The rejection inside whatever was thrown; a plain sentence when there is none. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof OtherWayError) return error.refusal;
  if (error instanceof HoldfastError) return error.rejection;
  if (error instanceof UncertainError || error instanceof ClosedError) return { ...BROKEN, message: error.message };
  return BROKEN;
}
