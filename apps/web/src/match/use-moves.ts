/**
 * Moves on their way. A move stays pending until the board that contains it is here: the receipt may come
 * before the snapshot, and what is not yet confirmed is never shown as done.
 */
import type { Match, Snapshot } from "@holdfast/sdk";
import { useCallback, useEffect, useRef, useState } from "react";
import { announce } from "../ui/announce.js";
import { refusalOf, type Refusal } from "./refusal.js";

const SLOW_AFTER_MS = 300;
// Long enough to read one sentence twice.
const REFUSAL_SHOWN_MS = 8_000;
// A move is held and retried through any outage shorter than this before the page speaks of it as uncertain.
const PATIENCE_MS = 10 * 60_000;

export type Move = Parameters<Match["move"]>[0];

export interface PendingMove {
  readonly move: Move;
  /** The version that contains it, once the receipt says so. */
  readonly version: number | null;
}
export interface RefusedMove extends Refusal {
  readonly move: Move;
}
export interface Moves {
  readonly pending: PendingMove | null;
  /** The pending move takes long enough to say so. */
  readonly slow: boolean;
  readonly refused: RefusedMove | null;
  readonly play: (move: Move) => void;
}

/** Plays moves one at a time and tells how the latest is doing. */
export function useMoves(match: Match, snapshot: Snapshot | null): Moves {
  const [sent, setSent] = useState<PendingMove | null>(null);
  const [refused, setRefused] = useState<RefusedMove | null>(null);
  const busy = useRef(false);
  const settled = sent?.version != null && snapshot !== null && snapshot.version >= sent.version;
  const pending = settled ? null : sent;

  useEffect(() => {
    if (settled) setSent(null);
    busy.current = pending !== null;
  }, [settled, pending]);

  useEffect(() => {
    if (refused === null) return;
    const timer = setTimeout(() => setRefused(null), REFUSAL_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [refused]);

  const play = useCallback(
    (move: Move) => {
      if (busy.current) return;
      busy.current = true;
      setRefused(null);
      setSent({ move, version: null });
      const refuse = (refusal: Refusal) => {
        setSent(null);
        announce(refusal.message);
        setRefused({ ...refusal, move });
      };
      match.move(move, { timeoutMs: PATIENCE_MS }).then(
        (answer) => (answer.ok ? setSent({ move, version: answer.value.version }) : refuse(answer.rejection)),
        (error: unknown) => refuse(refusalOf(error)),
      );
    },
    [match],
  );

  return { pending, slow: useSlow(pending?.move ?? null), refused, play };
}

function useSlow(move: Move | null): boolean {
  const [slow, setSlow] = useState<Move | null>(null);
  useEffect(() => {
    if (move === null) return;
    const timer = setTimeout(() => setSlow(move), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [move]);
  return move !== null && slow === move;
}
