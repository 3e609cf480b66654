import type { Match } from "@holdfast/sdk";
import { useEffect, useRef } from "react";
import { namesOf } from "../match/seat-names.js";
import { type EventLog, wordsOf } from "../match/use-event-log.js";
import type { GameTable } from "../tables/game-table.js";
import { announce } from "../ui/announce.js";

/** After a long absence the last few things that happened say enough. */
const MOST_TOLD = 3;

interface Story {
  readonly match: Match;
  readonly table: GameTable;
  readonly log: EventLog;
}

/** Reads out what happens, and then who must do what: "Anna marked the centre. Your turn: place your X." */
export function useNarration({ match, table, log }: Story): void {
  const told = useRef<number | null>(null);
  useEffect(() => {
    const { snapshot } = match;
    if (snapshot === null) return;
    const since = told.current ?? snapshot.version;
    const fresh = log.filter((step) => step.version > since);
    told.current = Math.max(since, fresh.at(-1)?.version ?? 0);
    if (fresh.length === 0) return;
    const names = namesOf(snapshot);
    const words = fresh.flatMap((step) => wordsOf(step, (event) => table.eventWords(event, names)));
    const lines = words.slice(-MOST_TOLD);
    announce([...lines, table.statusLine(snapshot)].join(" "));
  }, [match, table, log]);
}
