/** Connect four, for Holdfast: a whole game in one file. `docs/guides/write-a-game.md` walks through it. */
import { accept, defineGame, reject } from "@holdfast/engine";
import { z } from "zod";

const COLUMNS = 7;
const ROWS = 6;

const column = z.int("no_such_column").min(0, "no_such_column").max(6, "no_such_column");
const row = z.int().min(0).max(5);
const seat = z.int().min(0).max(1);
const cells = z.array(z.array(seat).max(ROWS)).length(COLUMNS);
const end = z.strictObject({ winner: seat.nullable(), reason: z.enum(["four", "board_full", "resign", "abandoned"]) });

const schema = {
  options: z.strictObject({ turnMs: z.int().min(0).max(600_000).default(60_000) }),
  move: z.strictObject({ type: z.literal("drop"), column }),
  event: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("dropped"), seat, column, row }),
    z.strictObject({ type: z.literal("ended"), ...end.shape }),
  ]),
  view: z.strictObject({ columns: cells, toMove: seat.nullable(), end: end.nullable() }),
};

/** Columns from the left, each from the bottom up; a disc is the seat that dropped it. */
function initial({ turnMs }) {
  return { turnMs, columns: Array.from({ length: COLUMNS }, () => []), discs: 0, end: null };
}

/** Whose turn it is; null when it is over. */
const turnOf = ({ discs, end }) => (end === null ? discs % 2 : null);

function decide(state, actor, move) {
  if (state.end !== null) return reject("game_over", "match_over");
  if (actor.seat === null) return reject("forbidden", "not_seated");
  if (actor.seat !== turnOf(state)) return reject("invalid_turn", "not_your_turn");
  if (state.columns[move.column].length === ROWS)
    return reject("invalid_action", "column_full", "That column is full.");
  return accept(dropped(state, move.column));
}

/** What happens when whoever's turn it is drops a disc here. */
function dropped(state, column) {
  const [seat, row] = [turnOf(state), state.columns[column].length];
  const event = { type: "dropped", seat, column, row };
  const { columns, discs } = evolve(state, event);
  if (makesFour(columns, { column, row })) return [event, { type: "ended", winner: seat, reason: "four" }];
  if (discs === COLUMNS * ROWS) return [event, { type: "ended", winner: null, reason: "board_full" }];
  return [event];
}

const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
];

/** Whether the disc here is one of four in a line. */
function makesFour(columns, { column, row }) {
  const seat = columns[column][row];
  const reach = (right, up) => {
    let length = 0;
    while (columns[column + (length + 1) * right]?.[row + (length + 1) * up] === seat) length += 1;
    return length;
  };
  return DIRECTIONS.some(([right, up]) => reach(right, up) + reach(-right, -up) >= 3);
}

function evolve(state, event) {
  if (event.type === "ended") return { ...state, end: { winner: event.winner, reason: event.reason } };
  const columns = state.columns.map((discs, at) => (at === event.column ? [...discs, event.seat] : discs));
  return { ...state, columns, discs: state.discs + 1 };
}

/** Nothing is hidden: everybody sees the same. Named field by field, so that what is added to the state stays there. */
function view(state) {
  return { columns: state.columns, toMove: turnOf(state), end: state.end };
}

function legalMoves(state, { seat }) {
  if (seat === null || seat !== turnOf(state)) return { all: [] };
  return { all: openColumns(state).map((column) => ({ type: "drop", column })) };
}

const openColumns = ({ columns }) => columns.flatMap((discs, at) => (discs.length < ROWS ? [at] : []));

/** Every turn has its own time; when it is over nobody is on the clock. */
function timing(state) {
  return state.end === null ? { seats: [turnOf(state)], turn: String(state.discs), ms: state.turnMs } : null;
}

/** Time is up: a disc falls anywhere. */
function onTimeout(state, _seat, { chance }) {
  const open = openColumns(state);
  return dropped(state, open[chance.int(open.length, "timeout")]);
}

/** A seat that gave up, or stayed away; when it is both, nobody has won. */
function givenUp(state, seats, reason) {
  if (state.end !== null) return [];
  return [{ type: "ended", winner: seats.length > 1 ? null : 1 - seats[0], reason }];
}

function outcome({ end }) {
  if (end === null) return null;
  const winners = end.winner === null ? [] : [end.winner];
  return {
    status: "finished",
    winners,
    scores: [0, 1].map((seat) => (winners.includes(seat) ? 1 : 0)),
    reason: end.reason,
  };
}

/** Wins when it can, keeps the other from winning when it must, and otherwise drops anywhere. */
function bot({ seat, toMove, view, legal, chance }) {
  if (!toMove) return null;
  const wins = (who) => legal.all.find(({ column }) => fourIf(view.columns, who, column));
  return wins(seat) ?? wins(1 - seat) ?? legal.all[chance.int(legal.all.length, "bot")];
}

function fourIf(columns, seat, column) {
  const row = columns[column].length;
  return makesFour(columns.with(column, [...columns[column], seat]), { column, row });
}

export default defineGame()({
  id: "connect-four",
  title: "Connect four",
  summary: "Drop discs into seven columns. Four in a line win.",
  rulesVersion: 1,
  seats: { min: 2, max: 2 },
  schema,
  initial,
  setup: () => [],
  toMove: (state) => (state.end === null ? [turnOf(state)] : []),
  decide,
  evolve,
  view,
  redact: (event) => event,
  legalMoves,
  timing,
  onTimeout,
  onLeave: (state, seat) => givenUp(state, [seat], "resign"),
  onAbsence: (state, seats) => givenUp(state, seats, "abandoned"),
  absence: () => ({ graceMs: 60_000, policy: "forfeit" }),
  outcome,
  bot,
});
