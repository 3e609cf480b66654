/** What may be set when a match of a game is made, as JSON Schema: for `games.contract`. */
import type { AnyGame, Json } from "@holdfast/engine";
import type { GameContract } from "@holdfast/protocol";
import { z } from "zod";

const MADE = new WeakMap<AnyGame, GameContract>();

/** Made once of each version of a game. */
export function contractOf(game: AnyGame): GameContract {
  const known = MADE.get(game);
  if (known !== undefined) return known;
  const { id, rulesVersion } = game;
  const made: GameContract = { id, rulesVersion, options: optionsSchema(game) };
  MADE.set(game, made);
  return made;
}

/** As options are sent, not as they are with their defaults. Null: the game's schema is none of which that can be told. */
function optionsSchema({ schema: { options } }: AnyGame): Json {
  if (!("_zod" in options)) return null;
  try {
    const schema = z.toJSONSchema(options as unknown as z.ZodType, { io: "input", unrepresentable: "any" });
    // A plain object, but for what its library adds that is no JSON.
    return JSON.parse(JSON.stringify(schema)) as Json;
  } catch {
    return null;
  }
}
