/** The shapes of tic-tac-toe on the wire. A message that names a refusal (`out_of_bounds`) becomes its reason. */
import { z } from "zod";
import type { Move } from "./state.js";

const seat = z.int().min(0).max(1);
const mark = z.enum(["X", "O"]);
const wins = z.array(z.int().min(0)).length(2);
const end = z.enum(["line", "board_full", "agreed", "resign", "timeout", "adjudicated"]);
const line = z.array(z.int().min(0).max(8)).length(3);
const auto = z.literal(true).exactOptional();
const claim = { seat: seat.exactOptional() };

const upTo = (max: number) => z.int("out_of_bounds").min(0, "out_of_bounds").max(max, "out_of_bounds");

/** Fills in the defaults; the result parses to itself. */
export const options = z
  .strictObject({
    firstSeat: z.union([z.literal(0), z.literal(1), z.literal("random")]).default(0),
    bestOf: z
      .int()
      .min(1)
      .max(9)
      .refine((games) => games % 2 === 1, "must_be_odd")
      .default(1),
    maxGames: z.int().min(1).max(27).optional(),
    alternate: z.boolean().default(true),
    turnMs: z.union([z.literal(0), z.int().min(5_000).max(600_000)]).default(60_000),
    onTimeout: z.enum(["forfeit", "random-move", "pause"]).default("forfeit"),
    graceMs: z.int().min(0).max(86_400_000).default(60_000),
    onGraceExpired: z.enum(["pause", "forfeit"]).default("pause"),
    betweenMs: z.int().min(0).max(60_000).default(0),
    clock: z
      .strictObject({
        initialMs: z.int().min(5_000).max(3_600_000),
        incrementMs: z.int().min(0).max(60_000).default(0),
      })
      .exactOptional(),
    lossAfter: z.int().min(1).max(100).exactOptional(),
    pauseMs: z.int().min(10_000).max(86_400_000).default(600_000),
  })
  .transform((given) => ({ ...given, maxGames: given.maxGames ?? 3 * given.bestOf }));

/** A cell by number, or by row and column; never both. */
const place = z
  .strictObject({
    type: z.literal("move"),
    cell: upTo(8).optional(),
    row: upTo(2).optional(),
    col: upTo(2).optional(),
    ...claim,
  })
  .transform(({ type, cell, row, col, ...rest }, ctx): Move => {
    const byPlace = row !== undefined && col !== undefined;
    if (cell !== undefined && row === undefined && col === undefined) return { type, cell, ...rest };
    if (cell === undefined && byPlace) return { type, cell: row * 3 + col, ...rest };
    ctx.addIssue(cell === undefined ? "no_cell" : "two_forms");
    return z.NEVER;
  });

export const move = z.discriminatedUnion("type", [
  place,
  z.strictObject({ type: z.literal("resign"), ...claim }),
  z.strictObject({ type: z.literal("offer-draw"), ...claim }),
  z.strictObject({ type: z.literal("answer-draw"), accept: z.boolean(), ...claim }),
  z.strictObject({ type: z.literal("resume"), ...claim }),
  z.strictObject({ type: z.literal("adjudicate"), winner: seat.nullable(), ...claim }),
]);

const result = z.strictObject({
  status: z.literal("finished"),
  winners: z.array(seat).max(1),
  scores: wins,
  reason: z.enum([...end.options, "max_games", "abandoned"]),
});

export const event = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("game.started"),
    game: z.int().min(1),
    marks: z.array(mark).length(2),
    toMove: seat,
  }),
  z.strictObject({
    type: z.literal("move.made"),
    seat,
    mark,
    cell: z.int().min(0).max(8),
    moveCount: z.int().min(1).max(9),
    toMove: seat.nullable(),
    auto,
  }),
  z.strictObject({ type: z.literal("draw.offered"), seat }),
  z.strictObject({ type: z.literal("draw.answered"), accept: z.boolean() }),
  z.strictObject({
    type: z.literal("game.paused"),
    reason: z.enum(["timeout", "absence"]),
    seat: seat.exactOptional(),
  }),
  z.strictObject({ type: z.literal("game.resumed") }),
  z.strictObject({
    type: z.literal("game.ended"),
    winner: seat.nullable(),
    line: line.nullable(),
    lines: z.array(line).max(2),
    reason: end,
    wins,
    draws: z.int().min(0),
    auto,
  }),
  z.strictObject({ type: z.literal("match.ended"), result }),
]);

export const view = z.strictObject({
  phase: z.enum(["playing", "paused", "between", "over"]),
  board: z.array(mark.nullable()).length(9),
  marks: z.array(mark).length(2),
  toMove: seat.nullable(),
  moveCount: z.int().min(0).max(9),
  lastMove: z.strictObject({ seat, mark, cell: z.int().min(0).max(8) }).nullable(),
  winLine: line.nullable(),
  winLines: z.array(line).max(2),
  drawOffer: seat.nullable(),
  game: z.int().min(1),
  bestOf: z.int().min(1).max(9),
  wins,
  draws: z.int().min(0),
  result: result.nullable(),
  you: z.strictObject({ seat, mark }).nullable(),
});
