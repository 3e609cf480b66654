/** What befalls a world from outside, at random moments: cuts, crashes, pauses, wrong clocks, outages, lost memories. */
import type { Chance } from "./chance.js";
import type { World } from "./world.js";

const PAUSE_MS = [200, 4_000] as const;
const OUTAGE_MS = [100, 4_000] as const;
/** Longer than a turn takes, at the longest. */
const BLACKOUT_MS = [2_500, 7_000] as const;
const FREEZE_MS = [300, 6_000] as const;
const CLOG_MS = [200, 5_000] as const;
/** No clock is ever further off than this. */
const WORST_CLOCK_MS = 2_000;

interface Mishaps {
  readonly world: World;
  readonly chance: Chance;
  /** Lets it happen again and again, at no particular moments; 0: never. */
  readonly every: (meanMs: number, act: () => void) => void;
  /** How long something lasts that must be over before the calm. */
  readonly lasting: (span: readonly [number, number]) => number;
}

export function startMishaps(world: World): void {
  const { timeline } = world;
  const chance = world.chance.fork("mishaps");
  const every = (meanMs: number, act: () => void): void => {
    if (meanMs === 0) return;
    timeline.after(chance.wait(meanMs), () => {
      if (world.isCalm) return;
      act();
      every(meanMs, act);
    });
  };
  const lasting = (span: readonly [number, number]) => Math.min(chance.between(span), world.stormEnds - timeline.now);
  const mishaps = { world, chance, every, lasting };
  toConnections(mishaps);
  toNodes(mishaps);
  toStorage(mishaps);
  toCoordination(mishaps);
  toEverything(mishaps);
}

function toConnections({ world, chance, every }: Mishaps): void {
  const { chosen } = world;
  const someLink = () => [...world.links][chance.below(world.links.size)];
  every(chosen.everyCut, () => someLink()?.cut(chance.is(chosen.halfOpen)));
  every(chosen.everyClog, () => someLink()?.clog(chance.between(CLOG_MS)));
}

function toNodes({ world, chance, every, lasting }: Mishaps): void {
  const { chosen, recorder } = world;
  const someNode = () => world.pickNode(chance)?.process ?? null;
  every(chosen.everyCrash, () => {
    const node = someNode();
    if (node) world.crash(node);
  });
  every(chosen.everyPause, () => {
    const node = someNode();
    recorder.trace(`${node?.name} is stopped`);
    recorder.sometimes("node paused");
    node?.pause(lasting(PAUSE_MS));
  });
  every(chosen.everyStep, () => {
    const node = someNode();
    if (!node) return;
    recorder.sometimes("clock stepped");
    node.clockOffsetMs = chance.between([-1, 1]) * Math.min(WORST_CLOCK_MS, Math.max(chosen.skewMs, 500));
  });
}

function toStorage({ world, chance, every, lasting }: Mishaps): void {
  const { chosen, recorder, timeline } = world;
  every(chosen.everyTailLoss, () => loseTails(world, chance));
  every(chosen.everyOutage, () => {
    recorder.trace("storage is away");
    world.isStorageAway = true;
    timeline.after(lasting(OUTAGE_MS), () => {
      world.isStorageAway = false;
      recorder.trace("storage is back");
    });
  });
}

/** Everything dies at once, and nothing comes back for a while. */
function toEverything({ world, every, lasting }: Mishaps): void {
  const { chosen, recorder, timeline } = world;
  every(chosen.everyBlackout, () => {
    recorder.trace("everything dies");
    recorder.sometimes("everything died");
    world.isStorageAway = true;
    for (const node of world.nodes) if (node) world.crash(node.process);
    timeline.after(lasting(BLACKOUT_MS), () => {
      world.isStorageAway = false;
      recorder.trace("storage is back");
    });
  });
}

/** Each match loses its last few commits, or none, but no join: whoever sits at a table goes on sitting there. */
function loseTails({ database, recorder }: World, chance: Chance): void {
  recorder.trace("a replica takes over");
  database.promote();
  for (const { created, log } of database.everything()) {
    const ends = log.length - chance.pick([0, 1, 2, 4]);
    const isSeating = ({ commit }: (typeof log)[number]) => commit.kind === "join" || commit.kind === "leave";
    if (ends < 0 || ends === log.length || log.slice(ends).some(isSeating)) continue;
    database.takeBack(created.facts.matchId, ends);
    recorder.trace(`${created.facts.matchId.slice(0, 4)} ends at ${ends} again`);
    recorder.sometimes("log taken back");
  }
}

function toCoordination({ world, chance, every, lasting }: Mishaps): void {
  const { chosen, recorder, timeline, coordination } = world;
  every(chosen.everyForgery, () => forge(world, chance));
  every(chosen.everyFlush, () => {
    recorder.trace("coordination is emptied");
    if (world.people.some(({ page }) => page === null)) recorder.sometimes("flushed while somebody is away");
    coordination.flush();
  });
  every(chosen.everyFreeze, () => {
    recorder.trace("coordination is frozen");
    world.isCoordinationAway = true;
    timeline.after(lasting(FREEZE_MS), () => {
      if (!world.isCoordinationAway) return;
      world.isCoordinationAway = false;
      recorder.trace("coordination is back");
      coordination.tellOfGap();
    });
  });
}

/** A wake-up without a reason. Who sits where, and in which session, is nothing that a forger of these knows. */
function forge({ database, coordination, recorder }: World, chance: Chance): void {
  const ids = [...database.everything()].map(({ created }) => created.facts.matchId);
  const matchId = ids[chance.below(ids.length)];
  if (matchId === undefined) return;
  recorder.sometimes("forged wake-up");
  if (chance.is(0.3)) return coordination.publish({ kind: "presence", matchId });
  const version = chance.pick([0, -1, 1 + chance.below(60), 2 ** 31 - 1]);
  coordination.publish({ kind: "version", matchId, epoch: chance.pick([1, 1, 0, 7]), version });
}
