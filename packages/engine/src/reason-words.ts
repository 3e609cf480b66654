/** What a person is told by a refusal whose caller wrote no sentence: what is so, and what to do about it. */

const WORDS: Readonly<Record<string, string>> = {
  already_paused: "This match is paused already.",
  already_seated: "You have a seat in this match already: go back to it from your list of matches.",
  bad_shape: "This game knows no such move: choose one of those that it offers.",
  commit_too_large: "What this move would write down is more than fits into one: nothing has changed, try another.",
  deadline_passed: "The time for this move was over before it came: go on from what the table shows now.",
  match_over: "This match is over: start another one to play again.",
  match_paused: "Play is paused: wait until it goes on.",
  match_started:
    "This match has already started, so nobody can join it any more: ask its players for a link to watch it, or start another.",
  move_too_large: "This move is longer than a move may be: send a shorter one.",
  no_such_seat: "This match has no such seat: join without naming one to get any that is free.",
  no_such_version: "There is no such earlier version of this match: choose one from 1 up to the one before the newest.",
  not_host: "Only the host of this match may do this.",
  not_paused: "This match is not paused: there is nothing to resume.",
  not_seated: "You have no seat in this match: only those who have one can do this.",
  not_started: "Play has not begun: wait until every seat is taken.",
  not_your_turn: "It is not your turn: wait until the others have moved.",
  observer: "You are only watching this match: whoever wants to play needs a seat.",
  rules_threw: "The rules of this game failed at this move: nothing has changed, try another.",
  seat_taken: "Somebody else has this seat: choose another one, or join without naming one.",
  stale_version: "The match went on meanwhile: look at the table again, and then choose your move.",
  state_too_large: "This match would grow larger than a match may be: nothing has changed, try another move.",
  version_ahead: "This move is meant for a version that the server does not have: ask for the state again.",
  wrong_phase: "This cannot be done at this point of the match: choose one of the moves it offers now.",
  wrong_seat: "This seat belongs to somebody else: act from your own.",
};

/** A sentence for `reason`; one made of the reason itself where it has none of its own. */
export function wordsFor(reason: string): string {
  const words = reason.replaceAll("_", " ");
  return WORDS[reason] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
