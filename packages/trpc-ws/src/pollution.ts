/**
 * `JSON.parse` makes `__proto__` an ordinary key, and any later copy by assignment turns it into the
 * prototype. Such keys never reach a procedure.
 */

/** A cheap test on the text: may a forbidden key be inside? `\u` may spell one in escapes. */
export function mayPollute(text: string): boolean {
  return text.includes("__proto__") || text.includes('"constructor"') || text.includes("\\u");
}

/** Whether some object inside has an own `__proto__`, or a `constructor` that holds a `prototype`. */
export function findPollution(root: unknown): boolean {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null) continue;
    if (Object.hasOwn(value, "__proto__")) return true;
    if (Object.hasOwn(value, "constructor") && holdsPrototype(value.constructor)) return true;
    for (const own of Object.values(value)) waiting.push(own);
  }
  return false;
}

function holdsPrototype(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "prototype");
}
