import { expect, test } from "vitest";
import { labelOf, plainWords } from "./label-words.js";

test.each([
  ["currentBet", "Current bet"],
  ["partner_rank", "Partner rank"],
  ["hand.dealt", "Hand dealt"],
  ["call-partner-suit", "Call partner suit"],
  ["current_player_id", "Current player"],
  ["actMs", "Act"],
  ["sbSeat", "Small blind seat"],
  ["bb", "Big blind"],
  ["cpMax", "Command points max"],
  ["handNo", "Hand number"],
  ["CP", "CP"],
  ["id", "Id"],
])("[MT14] a field called %s is labelled %s", (name, label) => {
  expect(labelOf(name)).toBe(label);
});

test("[MT14] in the middle of a sentence there is no capital", () => {
  expect(plainWords("selectActive")).toBe("select active");
});
