import type { EventOf, GameId, Match, VersionedEvents } from "@holdfast/sdk";
import { useEffect, useReducer } from "react";
import { noticeWords } from "./notice-words.js";

export type GameEvent = EventOf<GameId>;
type Step = VersionedEvents<GameEvent>;
export type EventLog = readonly Step[];

/** What happened in one step, in sentences: what the platform did, then what the game made of it. */
export function wordsOf({ notice, events }: Step, words: (event: GameEvent) => string | null): readonly string[] {
  const told = notice === undefined ? [] : [noticeWords(notice)];
  return [...told, ...events.map(words).filter((text) => text !== null)];
}

/** Everything that happened in the match, oldest first: what came before this page opened is fetched once. */
export function useEventLog(match: Match): EventLog {
  const [log, add] = useReducer(merge, []);
  useEffect(() => match.onEvents((step) => add([step])), [match]);
  useEffect(() => {
    let wanted = true;
    match.events(0).then(
      (steps) => wanted && add(steps),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [match]);
  return log;
}

function merge(log: EventLog, steps: readonly Step[]): EventLog {
  const known = new Set(log.map((step) => step.version));
  const fresh = steps.filter((step) => !known.has(step.version));
  if (fresh.length === 0) return log;
  return [...log, ...fresh].sort((one, other) => one.version - other.version);
}
