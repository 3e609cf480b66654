/** Every reason for which rules refuse something is on this list, and is expected by a test of those rules. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rejection } from "@holdfast/engine";
import { describe, expect, test } from "vitest";

const ROLES = "observer match_over not_your_turn wrong_phase";
/** What the rules of each game say they refuse, by reason; a new one is a change of what clients have to know. */
const REASONS: Readonly<Record<string, string>> = {
  "tic-tac-toe": `${ROLES} not_host paused draw_already_offered cell_taken wrong_seat out_of_bounds no_cell two_forms
    must_be_odd`,
  briscola: `${ROLES} not_declarer already_passed out_of_range not_higher not_lower_rank points_too_early wrong_kind
    not_in_hand must_follow not_a_permutation bad_rank bad_suit card_mismatch`,
  holdem: `observer match_over not_your_turn not_host not_seated no_hand not_in_hand cannot_check nothing_to_call cannot_bet
    cannot_raise raise_closed below_minimum exceeds_stack not_integer seat_taken table_full bad_buy_in already_seated ratholing
    cash_only in_hand already_out not_out no_chips already_leaving already_closing sb_above_bb payouts_not_100`,
  wildspark: `${ROLES} forced_action_pending already_placed bench_full not_in_hand not_basic wrong_card_kind no_target
    wrong_evolution first_turn too_new energy_already_attached ally_already_played no_damage no_bench deck_empty no_ability
    ability_used already_retreated asleep wrong_cost energy_not_attached no_such_attack not_enough_energy no_such_prize
    not_in_deck bad_deck`,
  tabletop: `observer match_over wrong_phase not_host not_your_player players_edit_none past_round pause_not_allowed not_ready
    already_rolled not_roll_winner locked_setting not_paused already_paused already_confirmed nothing_to_undo value_required
    value_not_allowed reopen_expired already_host not_active_player stale_turn stale_value below_zero cp_max over_cap bad_name
    duplicate_name bad_round player_required`,
};
const reasonsOf = (game: string): readonly string[] => (REASONS[game] ?? "").split(/\s+/);

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));
const sourceOf = (folder: string, isWanted: (file: string) => boolean): string =>
  readdirSync(`${packages}${folder}`)
    .filter((file) => file.endsWith(".ts") && isWanted(file))
    .map((file) => readFileSync(`${packages}${folder}/${file}`, "utf8"))
    .join("\n");
const textOf = (game: string, isWanted: (file: string) => boolean): string => sourceOf(`games/src/${game}`, isWanted);
const isTest = (file: string): boolean => file.endsWith(".test.ts");

const REJECTED = /reject\(\s*"[a-z_]+",\s*(?:[^"()]*\?\s*"([a-z_]+)"\s*:\s*)?"([a-z_]+)"|\bno\("([a-z_]+)"\)/g;
/** The last argument of whatever checks a shape, or an issue of its own. */
const MISSHAPEN = /(?:"([a-z]+_[a-z_]+)" : )?(?<!literal\()"([a-z]+_[a-z_0-9]+)",?\s*\)|message: "([a-z]+_[a-z_]+)"/g;

/** The reasons that are written in a text in such a way. */
function reasonsIn(text: string, way: RegExp): readonly string[] {
  const found = [...text.matchAll(way)].flatMap(([, ...reasons]) => reasons);
  return [...new Set(found.filter((reason) => reason !== undefined))];
}

describe.each(Object.keys(REASONS))("%s", (game) => {
  test("refuses for no reason that is not on the list", () => {
    const listed = new Set(reasonsOf(game));
    const rules = textOf(game, (file) => !isTest(file) && !file.includes("for-tests"));
    const schema = textOf(game, (file) => file === "schema.ts");
    const unlisted = [...reasonsIn(rules, REJECTED), ...reasonsIn(schema, MISSHAPEN)];
    expect(unlisted.filter((reason) => !listed.has(reason))).toEqual([]);
  });

  test("has a test for each reason on the list", () => {
    const tests = textOf(game, isTest);
    const untested = reasonsOf(game).filter((reason) => !new RegExp(`["/]${reason}["\`]`).test(tests));
    expect(untested).toEqual([]);
  });
});

/** Only the server itself asks for these: nobody is ever shown why not. */
const AMONG_SERVERS = new Set(["not_due", "not_extendable", "already_extended", "no_effect", "bad_standstill"]);
/** A reason with nothing after it: no sentence was written there. */
const UNWORDED = /reject\(\s*"([a-z_]+)",\s*"([a-z_]+)"\s*\)/g;

test("[SY6] what the engine refuses it refuses in a whole sentence that says what to do", () => {
  const engine = sourceOf("engine/src", (file) => !isTest(file) && !file.includes("for-tests"));
  const reasons = [...new Set([...engine.matchAll(UNWORDED)].map(([, , reason]) => reason ?? ""))];
  expect(reasons).toContain("match_started");
  const shown = [...reasons, "bad_shape", "not_your_turn", "wrong_phase", "not_host"].filter(
    (reason) => !AMONG_SERVERS.has(reason),
  );
  const tooShort = shown.filter((reason) => rejection("invalid_action", reason).message.split(" ").length < 5);
  expect(tooShort).toEqual([]);
});

test("a reason is found in every way in which rules write one", () => {
  const rules = `reject("forbidden", seat === null ? "observer" : "not_host"); reject("invalid_bid", "not_higher", "More.");
    no("over_cap")`;
  expect(reasonsIn(rules, REJECTED)).toEqual(["observer", "not_host", "not_higher", "over_cap"]);
  const schema = `z.int("not_integer"); refine(isRight, "sb_above_bb"); ctx.addIssue(cell ? "two_forms" : "no_cell");
    addIssue({ code: "custom", message: "bad_deck" }); z.literal("all_pass"); z.enum(["board_full", "agreed"])`;
  const misshapen = ["not_integer", "sb_above_bb", "two_forms", "no_cell", "bad_deck"];
  expect(reasonsIn(schema, MISSHAPEN)).toEqual(misshapen);
});
