/**
 * A frame as JSON text, made of parts: what stays the same from move to move (the seats) is turned into text
 * once. Reads back as exactly what JSON.stringify would have written.
 */
import { rejection } from "@holdfast/engine";
import type { MatchFrame, StateFrame, VersionedEvents } from "@holdfast/protocol";
import { RulesFault } from "../live/rules-watch.js";

const KEPT = new WeakMap<object, string>();

/** A view may have this many characters of JSON: four times what a state may have. */
const MAX_VIEW_LENGTH = 262_144;
const TOO_LARGE = rejection("rules_error", "view_too_large", "This match's view is too large to show.");

/** The JSON text of a frame. @throws RulesFault when the rules' view or events are no JSON, or the view too large. */
export function frameText(frame: MatchFrame): string {
  if (frame.kind === "presence") return JSON.stringify(frame);
  try {
    return stateText(frame);
  } catch (cause) {
    throw cause instanceof RulesFault ? cause : new RulesFault(frame.matchId, undefined, { cause });
  }
}

function viewText({ matchId, view }: StateFrame): string {
  const text = JSON.stringify(view);
  if (text.length > MAX_VIEW_LENGTH) throw new RulesFault(matchId, TOO_LARGE);
  return text;
}

function stateText(frame: StateFrame): string {
  const { matchId, epoch, version, from, spectators, serverTime, deadline } = frame;
  const flags = (frame.skipped ? ',"skipped":true' : "") + (frame.reset ? ',"reset":true' : "") + savingText(frame);
  return (
    `{"kind":"state","matchId":"${matchId}","epoch":${epoch},"version":${version},"from":${from}${flags}` +
    `,"game":${JSON.stringify(frame.game)},"status":"${frame.status}"${pauseText(frame)},"view":${viewText(frame)}` +
    `,"events":[${frame.events.map(eventsText).join(",")}],"lastMove":${JSON.stringify(frame.lastMove)}` +
    `,"toMove":${listText(frame.toMove)},"deadline":${deadline}${timingText(frame)},"seats":${keptText(frame.seats)}` +
    `,"spectators":${spectators},"you":${JSON.stringify(frame.you)}` +
    `,"outcome":${frame.outcome === null ? "null" : JSON.stringify(frame.outcome)},"serverTime":${serverTime}}`
  );
}

function savingText({ saving }: StateFrame): string {
  return saving ? ',"saving":true' : "";
}

function pauseText({ pause }: StateFrame): string {
  return pause === undefined ? "" : `,"pause":${JSON.stringify(pause)}`;
}

function timingText({ timing }: StateFrame): string {
  return timing === undefined ? "" : `,"timing":${JSON.stringify(timing)}`;
}

function eventsText({ version, at, seat, events, notice }: VersionedEvents): string {
  const note = notice === undefined ? "" : `,"notice":${JSON.stringify(notice)}`;
  return `{"version":${version},"at":${at},"seat":${seat},"events":[${events.map((event) => JSON.stringify(event)).join(",")}]${note}}`;
}

/**
 * Text of a part that is never changed once made; by its identity, so that equal parts of others do not matter.
 * Only for parts that last: remembering one that is new with every move costs the collector more than its text.
 */
function keptText(part: unknown): string {
  if (typeof part !== "object" || part === null) return JSON.stringify(part);
  const known = KEPT.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  KEPT.set(part, text);
  return text;
}

function listText(numbers: readonly number[]): string {
  return `[${numbers.join(",")}]`;
}
