/** `runBot`, for any runtime: opens or takes a match, plays it to its end, and lets go of what it opened. */
import { type BotAsked, randomBot } from "@holdfast/engine";
import { type BotEnd, BotPlayer, type Choice } from "./bot-player.js";
import type {
  CancelSignal,
  Client,
  ClientOptions,
  Clock,
  CreateMore,
  GameId,
  JoinMore,
  Match,
  MoveOf,
  OptionsOf,
  ViewOf,
} from "./index.js";
import { commonPorts } from "./platform.js";

/**
 * Chooses a move from what the seat may know: its view, the legal moves (listed, and forms to fill in), and dice.
 * Null waits for the next version. The `bot` of a game's definition is one of these.
 */
export type Choose<G extends GameId = GameId> = (
  asked: BotAsked<ViewOf<G>, MoveOf<G>>,
) => MoveOf<G> | null | Promise<MoveOf<G> | null>;

/** What to play, by `client` or `url`: a match that is open, one to join by its code, or a new one. */
export interface BotOptions<G extends GameId = GameId> {
  readonly match?: Match<G>;
  /** The code of a match to join. */
  readonly code?: string;
  /** The game of a new match; its options and seats. */
  readonly game?: G;
  readonly options?: OptionsOf<G>;
  readonly more?: CreateMore & JoinMore;
  /** Without it a client is made for `url`, with a new guest of this name, and closed at the end. */
  readonly client?: Client;
  readonly url?: ClientOptions["url"];
  readonly name?: string;
  /** Default: any legal move but giving up. */
  readonly choose?: Choose<G>;
  /** Any text; the same one throws the same dice. */
  readonly seed?: string;
  /** `choose` is asked too when play waits for others. Default false. */
  readonly outOfTurn?: boolean;
  /** Told as soon as the match is open: its `code` is what others join by. */
  readonly onMatch?: (match: Match<G>) => void;
  /** Ends the bot; the match goes on without it. */
  readonly signal?: CancelSignal;
  /** Replaces time, for tests. */
  readonly clock?: Clock;
}

/** Plays one match and answers with its end. @throws HoldfastError, or why it could not play on; the signal's reason */
export type RunBot = <G extends GameId = GameId>(options: BotOptions<G>) => Promise<BotEnd>;

/** `runBot` with this runtime's client. */
export function botRunner(createClient: (options: ClientOptions) => Client): RunBot {
  return async (options) => {
    const { url, name, client: given } = options;
    if (options.match) return playing(options.match, options);
    if (!given && url === undefined) throw new TypeError("runBot: say which match, client or url to play on");
    // An account of its own, nowhere kept: a page's is for the person who sits there.
    const own = { url: url ?? "", guest: name === undefined ? {} : { name }, storage: null };
    const client = given ?? createClient(own);
    try {
      const match = await opened(client, options);
      return await playing(match, options).finally(() => match.close());
    } finally {
      if (!given) client.close();
    }
  };
}

async function opened<G extends GameId>(client: Client, options: BotOptions<G>): Promise<Match<G>> {
  const { code, game, more } = options;
  // Whoever gives a code knows which game it is of.
  if (code !== undefined) return (await client.join(code, more)) as Match<G>;
  if (game === undefined) throw new TypeError("runBot: say which code to join or which game to create");
  return client.create(game, options.options, more);
}

async function playing<G extends GameId>(match: Match<G>, options: BotOptions<G>): Promise<BotEnd> {
  const { choose, seed = commonPorts.random.uuid(), outOfTurn = false, signal, clock = commonPorts.clock } = options;
  options.onMatch?.(match);
  const setting = { choose: (choose as Choice | undefined) ?? anyMove, seed, outOfTurn, clock, signal };
  return new BotPlayer(match as Match, setting).play();
}

function anyMove(asked: BotAsked<never, never>): unknown {
  return randomBot(asked as BotAsked);
}
