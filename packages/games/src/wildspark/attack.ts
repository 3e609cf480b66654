/** An attack, step by step in the order that the rules give. */
import { type Attack, creatureOf } from "./cards.js";
import type { Course } from "./course.js";
import { type InPlay, sideOf, topOf } from "./state.js";
import { force, goOn, heal, hurt } from "./turn.js";
import type { WildsparkCard } from "./types.js";

/** Whether these energies pay the cost: prisms stand in for what is missing, and any will do for C. */
export function pays(cost: string, energy: readonly WildsparkCard[]): boolean {
  if (energy.length < cost.length) return false;
  const many = (id: string) => energy.filter(({ card }) => card === id).length;
  const missing = ["E", "T", "G"].reduce((sum, letter) => {
    const needed = cost.split(letter).length - 1;
    return sum + Math.max(0, needed - many(`X${letter}`));
  }, 0);
  return missing <= many("XP");
}

/** Carries out an attack that was found legal, up to the next turn or the next choice. */
export function attack(course: Course, index: number, discard: readonly string[]): void {
  const seat = course.state.current ?? 0;
  const attacker = sideOf(course.state, seat).active;
  const used = attacker === null ? undefined : creatureOf(topOf(attacker))?.attacks[index];
  if (attacker === null || used === undefined) return;
  course.add({ type: "attack.declared", seat, index, name: used.name });
  const cause = `${topOf(attacker)}.${index}`;
  const heads = Array.from({ length: used.flips ?? 0 }, () => course.flip(cause)).filter(Boolean).length;
  strike(course, { attacker, used, heads, cause });
  afterStrike(course, { used, heads, cause, discard });
  goOn(course, course.state.queue.length > 0 ? "main" : "knock-outs");
}

type Shown = Pick<InPlay, "stack">;
interface Strike {
  readonly attacker: InPlay;
  readonly used: Attack;
  readonly heads: number;
  readonly cause: string;
}

function strike(course: Course, { attacker, used, heads, cause }: Strike): void {
  const opponent = 1 - (course.state.current ?? 0);
  const defender = sideOf(course.state, opponent).active;
  if (defender === null) return;
  const amount = damageTo(defender, attacker, baseDamage(used, heads));
  hurt(course, { seat: opponent, pos: "active" }, { amount, cause });
  if (used.benchDamage === undefined) return;
  for (const pos of sideOf(course.state, opponent).bench.keys()) {
    hurt(course, { seat: opponent, pos }, { amount: used.benchDamage, cause });
  }
}

/** Twice to who is weak to it; then ten less through deep roots. */
export function damageTo(defender: Shown, attacker: Shown, base: number): number {
  if (base <= 0) return 0;
  const by = creatureOf(topOf(attacker));
  const to = creatureOf(topOf(defender));
  const weak = to !== null && by !== null && to.weak === by.type;
  const roots = to?.ability?.effect === "deep-roots" ? 10 : 0;
  return Math.max(0, base * (weak ? 2 : 1) - roots);
}

export function baseDamage({ damage, perHeads, onTails }: Attack, heads: number): number {
  if (perHeads !== undefined) return heads * perHeads;
  return onTails !== undefined && heads === 0 ? onTails : damage;
}

type After = Omit<Strike, "attacker"> & { readonly discard: readonly string[] };

/** What the attack does to its own side, then the status, then the switch. */
function afterStrike(course: Course, { used, heads, cause, discard }: After): void {
  const seat = course.state.current ?? 0;
  const own = { seat, pos: "active" } as const;
  if (used.selfDamage !== undefined) hurt(course, own, { amount: used.selfDamage, cause });
  if (used.selfHeal !== undefined) heal(course, own, { amount: used.selfHeal, cause });
  if (discard.length > 0) course.add({ type: "energy.discarded", ...own, iids: discard });
  const opponent = sideOf(course.state, 1 - seat);
  if (used.status !== undefined && heads > 0 && !opponent.active?.status.includes(used.status)) {
    course.add({ type: "status.added", seat: 1 - seat, status: used.status });
  }
  if (used.undertow && !isDown(opponent.active) && opponent.bench.length > 0) {
    force(course, { seat: 1 - seat, kind: "select-active", reason: "switch" }, "knock-outs");
  }
}

function isDown(creature: InPlay | null): boolean {
  return creature === null || creature.damage >= (creatureOf(topOf(creature))?.hp ?? 0);
}
