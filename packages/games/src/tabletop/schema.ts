/** The shapes of a tabletop match on the wire. A message that names a refusal (`bad_name`) becomes its reason. */
import { z } from "zod";
import type { TabletopSettings } from "./types.js";

const player = z.union([z.literal(1), z.literal(2)]);
const whose = { player: player.exactOptional() };
const seat = z.int().min(0).max(1);
const time = z.int().min(60_000).max(36_000_000);
const cap = z.int().min(0).max(10_000).nullable();
const at = z.int();
const pair = <T extends z.ZodType>(of: T) => z.tuple([of, of]);

const fields = {
  rounds: z.int().min(1).max(10),
  clockMode: z.enum(["off", "count-up", "count-down"]),
  incrementMs: z.int().min(0).max(3_600_000),
  onFlag: z.enum(["mark", "lose"]),
  cpStart: z.int().min(0).max(99),
  cpGain: z.int().min(0).max(99),
  cpGainTo: z.enum(["both", "active", "none"]),
  cpMax: z.int().min(0).max(999),
  playersEdit: z.enum(["own", "both", "none"]),
  editPast: z.enum(["own", "host"]),
  endTurnBy: z.enum(["active", "either"]),
  playersMayPause: z.boolean(),
  pauseOnDisconnect: z.boolean(),
  rollOff: z.enum(["server", "manual", "skip"]),
  onGameEnd: z.enum(["confirm", "auto"]),
};
const initialMs = z.union([time, pair(time)]);
const caps = z.strictObject({
  primary: cap.exactOptional(),
  secondary: cap.exactOptional(),
  bonus: cap.exactOptional(),
  total: cap.exactOptional(),
});
const settings = z.strictObject({
  ...fields,
  initialMs: pair(time),
  caps: z.strictObject({ primary: cap, secondary: cap, bonus: cap, total: cap }),
});
const patch = z
  .strictObject({ ...fields, initialMs, caps })
  .partial()
  .transform(defined);

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** JSON knows no undefined: a field that is there has a value. */
function defined<T extends object>(given: T): Defined<T> {
  return given as Defined<T>;
}

const DEFAULTS: TabletopSettings = {
  rounds: 5,
  clockMode: "count-down",
  initialMs: [5_400_000, 5_400_000],
  incrementMs: 0,
  onFlag: "mark",
  cpStart: 0,
  cpGain: 1,
  cpGainTo: "both",
  cpMax: 99,
  caps: { primary: 50, secondary: 40, bonus: 10, total: 100 },
  playersEdit: "own",
  editPast: "own",
  endTurnBy: "active",
  playersMayPause: true,
  pauseOnDisconnect: true,
  rollOff: "server",
  onGameEnd: "confirm",
};

/** Fills in the defaults; the result parses to itself. */
export const options = patch
  .transform(({ initialMs: given, caps: capped, ...rest }) => {
    const both = typeof given === "number" ? [given, given] : (given ?? DEFAULTS.initialMs);
    return { ...DEFAULTS, ...rest, initialMs: both, caps: { ...DEFAULTS.caps, ...capped } };
  })
  .pipe(settings);

/** 1 to 40 characters besides blanks at the ends, and none that controls anything. */
const name = z
  .string("bad_name")
  .trim()
  .min(1, "bad_name")
  .max(40, "bad_name")
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "bad_name");
const amount = z.int().min(-1_000).max(1_000);
const category = z.enum(["primary", "secondary", "bonus"]);
const entry = { type: z.literal("score"), ...whose, category, round: z.int().exactOptional() };

export const move = z.union(
  [
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("set-name"), ...whose, name }),
      z.strictObject({ type: z.literal("settings"), patch }),
      z.strictObject({
        type: z.literal("start"),
        firstPlayer: player.exactOptional(),
        force: z.literal(true).exactOptional(),
      }),
      z.strictObject({ type: z.literal("roll"), ...whose, value: z.int().min(1).max(6).exactOptional() }),
      z.strictObject({ type: z.literal("choose-role"), role: z.enum(["attacker", "defender"]) }),
      z.strictObject({ type: z.literal("choose-first"), first: player }),
      z.strictObject({ type: z.literal("cp"), ...whose, delta: z.int().min(-99).max(99) }),
      z.strictObject({ type: z.literal("end-turn"), turn: z.int().min(0).max(1_000) }),
      z.strictObject({ type: z.literal("pause") }),
      z.strictObject({ type: z.literal("resume") }),
      z.strictObject({ type: z.literal("set-clock"), player, remainingMs: z.int().min(0).max(36_000_000) }),
      z.strictObject({ type: z.literal("set-turn"), round: z.int(), active: player }),
      z.strictObject({ type: z.literal("undo"), count: z.int().min(1).max(20) }),
      z.strictObject({ type: z.literal("confirm") }),
      z.strictObject({ type: z.literal("concede") }),
      z.strictObject({ type: z.literal("end-game"), winner: z.union([player, z.literal("draw")]).exactOptional() }),
      z.strictObject({ type: z.literal("reopen") }),
      z.strictObject({ type: z.literal("transfer-host"), to: player }),
    ]),
    z.strictObject({ ...entry, delta: amount }),
    z.strictObject({ ...entry, set: amount, expect: amount }),
  ],
  { error: ({ errors }) => errors?.flat().find(({ message }) => /^[a-z]+_[a-z_]+$/.test(message))?.message },
);

const status = z.enum(["setup", "deployment", "first-turn", "playing", "confirming", "over"]);
const purpose = z.enum(["deployment", "first-turn"]);
const round = z.strictObject({ primary: z.int(), secondary: z.int(), bonus: z.int() });
const bases = pair(z.int());
const clock = { base: bases, runningFor: player.nullable(), since: at };
const historyEntry = z.strictObject({
  n: z.int().min(1),
  at,
  by: player.nullable(),
  role: z.enum(["host", "player", "clock"]),
  action: z.enum([
    "set-name",
    "settings",
    "start",
    "roll",
    "choose-role",
    "choose-first",
    "score",
    "cp",
    "end-turn",
    "pause",
    "resume",
    "set-clock",
    "set-turn",
    "undo",
    "confirm",
    "concede",
    "end-game",
    "reopen",
    "transfer-host",
  ]),
  note: z.string(),
  undone: z.boolean(),
});
const back = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("score"), player, category, round: z.int(), value: z.int() }),
  z.strictObject({ kind: z.literal("cp"), player, cp: z.int() }),
  z.strictObject({
    kind: z.literal("turn"),
    round: z.int(),
    active: player,
    gained: bases,
    base: bases,
    after: bases,
  }),
  z.strictObject({ kind: z.literal("place"), round: z.int(), active: player }),
  z.strictObject({ kind: z.literal("clock"), base: bases }),
]);
const result = z.strictObject({
  status: z.enum(["finished", "aborted"]),
  winner: player.nullable(),
  reason: z.enum(["score", "concede", "flag", "host", "idle"]),
  totals: bases,
  rounds: z.array(z.array(round)),
  cp: bases,
  usedMs: bases,
  round: z.int(),
});

export const event = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("names.changed"), player, name: z.string() }),
  z.strictObject({ type: z.literal("settings.update"), patch: settings.partial().transform(defined) }),
  z.strictObject({ type: z.literal("status.change"), status, at }),
  z.strictObject({ type: z.literal("roll.made"), player, value: z.int().min(1).max(6), purpose }),
  z.strictObject({ type: z.literal("roll.tied"), purpose }),
  z.strictObject({ type: z.literal("roll.won"), player, purpose }),
  z.strictObject({ type: z.literal("role.chosen"), attacker: player }),
  z.strictObject({ type: z.literal("first.chosen"), first: player }),
  z.strictObject({
    type: z.literal("score.update"),
    player,
    category,
    round: z.int().min(1),
    value: z.int().min(0),
    delta: z.int(),
    totals: bases,
  }),
  z.strictObject({
    type: z.literal("cp.update"),
    player,
    cp: z.int().min(0),
    delta: z.int(),
    cause: z.enum(["start", "turn", "edit", "undo"]),
  }),
  z.strictObject({ type: z.literal("turn.change"), round: z.int().min(1), turn: z.int().min(1), active: player }),
  z.strictObject({
    type: z.literal("timer.update"),
    ...clock,
    paused: z.boolean(),
    auto: z.literal(true).exactOptional(),
  }),
  z.strictObject({ type: z.literal("clock.flag"), player }),
  z.strictObject({ type: z.literal("time.given"), ms: z.int().min(1) }),
  z.strictObject({ type: z.literal("undo"), entries: z.array(z.int()) }),
  z.strictObject({ type: z.literal("confirm.update"), confirmed: pair(z.boolean()) }),
  z.strictObject({ type: z.literal("game.end"), result, at }),
  z.strictObject({ type: z.literal("game.reopened"), at }),
  z.strictObject({ type: z.literal("game.sealed") }),
  z.strictObject({ type: z.literal("host.changed"), to: player }),
  z.strictObject({ type: z.literal("history.entry"), entry: historyEntry, back: back.nullable() }),
]);

export const view = z.strictObject({
  status,
  paused: z.boolean(),
  settings,
  players: z
    .array(
      z.strictObject({
        name: z.string(),
        rounds: z.array(round),
        score: round,
        total: z.int().min(0),
        cp: z.int().min(0),
        flagged: z.boolean(),
      }),
    )
    .length(2),
  round: z.int().min(0),
  turn: z.int().min(0),
  active: player.nullable(),
  firstPlayer: player.nullable(),
  attacker: player.nullable(),
  rolls: pair(z.int().nullable()),
  rollWinner: player.nullable(),
  clock: z.strictObject(clock),
  confirmed: pair(z.boolean()),
  history: z.array(historyEntry),
  hostPlayer: player.nullable(),
  result: result.nullable(),
  you: z.strictObject({ role: z.enum(["player", "observer", "host"]), seat: seat.nullable() }),
});
