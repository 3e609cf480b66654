/** Choices of a test that are random and can be had again: the same seed rolls the same. */
import { seededChance, sha256Hex } from "@holdfast/engine";

/** A die with any number of sides: 0 up to but not including `sides`. */
export function dice(seed: string): (sides: number) => number {
  const chance = seededChance({ seed: sha256Hex(seed), entropy: "", version: 1 });
  return (sides) => chance.int(sides, "test");
}
