import { HoldfastError, type Rejection, type Result } from "@holdfast/sdk";

/** Nothing when the answer is yes. @throws HoldfastError with the reason when it is no. */
export function settled(answer: Result<unknown, Rejection>): void {
  if (!answer.ok) throw new HoldfastError(answer.rejection);
}
