/**
 * What may be logged of a fault in somebody's rules: its class and where it was thrown. Its message may hold what the
 * rules know, a hand or the order of a deck, and nothing hidden may get into a log.
 */
const FRAMES = 6;

/** The class of what was thrown and the first places of its stack, without its message. */
export function faultPlace(fault: unknown): string {
  if (!(fault instanceof Error)) return typeof fault;
  const { message, stack = "" } = fault;
  // A stack begins with the message; a line of the message that looks like a place must not pass for one.
  const end = stack.indexOf(message);
  const places = (end < 0 ? "" : stack.slice(end + message.length)).split("\n").slice(1, 1 + FRAMES);
  return [fault.constructor.name, ...places.map((place) => place.trim())].join(" ");
}
