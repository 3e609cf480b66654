/** What a game's own words and things are called by people, where its ids do not say it. */
import { CARDS, creatureOf } from "@holdfast/games/wildspark";
import type { MoveJson } from "@holdfast/sdk";
import type { Fields, Plain, Scalar } from "./json.js";
import type { Names } from "../../match/seat-names.js";
import { durationWords } from "./duration-words.js";
import { seatShown } from "./holdem-words.js";
import { wildsparkMove } from "./wildspark-moves.js";
import { cardText, isCard, shownInPlay } from "./wildspark-words.js";

export interface Vocabulary {
  /** What a text stands for, such as a card's id; undefined: for itself. */
  readonly term?: (text: string) => string | undefined;
  /** What an object is called; undefined: by its fields. */
  readonly thing?: (fields: Fields) => string | undefined;
  /** What the parameters of a move say, looking at the table; undefined: themselves. */
  readonly move?: (move: MoveJson, view: Plain) => string | undefined;
  /** Moves of the same words do the same, as with two cards of one name: one of them is offered. */
  readonly alike?: true;
  /** An object as people look at it: its fields put together, named anew or left out; undefined: as it is. */
  readonly shown?: (fields: Fields) => Fields | undefined;
  /** What is printed on a card, by its id; undefined: it is none. */
  readonly print?: (id: string) => string | undefined;
  /** Fields of the view that the page says elsewhere, or that few ask for: they come last, and closed. */
  readonly aside?: ReadonlySet<string>;
  /** What a value means under its key; undefined: itself. */
  readonly field?: (key: string, value: Scalar, names: Names) => string | undefined;
}

const BRISCOLA_RANKS: Readonly<Record<number, string>> = { 1: "Ace", 8: "Jack", 9: "Knight", 10: "King" };

/** What an event is caused by: "T3.0" is the first attack on the card T3. */
function attackCalled(text: string): string | undefined {
  const [card = "", index = ""] = text.split(".");
  return isCard(card) && /^\d$/.test(index) ? creatureOf(card)?.attacks[Number(index)]?.name : undefined;
}

const POSTS: ReadonlyMap<string, string> = new Map([
  ["sb", "small blind"],
  ["bb", "big blind"],
]);

const TABLETOP_PLAYERS = new Set([
  ...["player", "firstPlayer", "hostPlayer", "attacker", "active"],
  ...["runningFor", "winner", "first", "to", "by"],
]);

const BY_GAME: Readonly<Record<string, Vocabulary>> = {
  holdem: {
    term: (text) => POSTS.get(text),
    shown: seatShown,
    aside: new Set([
      "handNo",
      "level",
      "ante",
      "sbSeat",
      "bbSeat",
      "minRaise",
      "toAct",
      "bounds",
      "actBy",
      "rakeTaken",
    ]),
  },
  wildspark: {
    move: wildsparkMove,
    alike: true,
    shown: shownInPlay,
    print: cardText,
    aside: new Set(["current", "first"]),
    term: (text) => (isCard(text) ? CARDS[text].name : attackCalled(text)),
    field: (key, value, names) => (key === "first" && typeof value === "number" ? names.subject(value) : undefined),
  },
  "briscola-chiamata": {
    thing: ({ suit, rank }) => {
      if (typeof suit !== "string" || typeof rank !== "number") return;
      return `${BRISCOLA_RANKS[rank] ?? rank} of ${suit}`;
    },
    field: (key, value) => {
      if (key === "bid" && value === -1) return "pass";
      return key === "partner_rank" && typeof value === "number" ? (BRISCOLA_RANKS[value] ?? `${value}`) : undefined;
    },
  },
  tabletop: {
    field: (key, value, names) => {
      if (key === "base" && typeof value === "number") return durationWords(value);
      // Its players are numbered from 1.
      return TABLETOP_PLAYERS.has(key) && (value === 1 || value === 2) ? names.subject(value - 1) : undefined;
    },
  },
};

/** The words of a game; of one that nobody wrote any for, none. */
export function vocabularyOf(game: string): Vocabulary {
  return BY_GAME[game] ?? {};
}
