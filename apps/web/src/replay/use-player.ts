/** Where a replay is, and whether it goes on by itself. */
import { useCallback, useEffect, useState } from "react";
import { versionIn } from "./moment.js";

export const SPEEDS = [0.5, 1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Player {
  readonly at: number;
  readonly newest: number;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly goTo: (version: number) => void;
  readonly toggle: () => void;
  readonly setSpeed: (speed: Speed) => void;
}

/** Begins at the version that the address names, else at `first`; keeps the address at where it is, so that it can be shared. */
export function usePlayer({ first, newest, ready }: { first: number; newest: number; ready: boolean }): Player {
  const [wanted, setWanted] = useState(() => versionIn(location.search) ?? first);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const at = Math.max(1, Math.min(wanted, newest));
  const isAtEnd = at >= newest;
  useEffect(() => {
    history.replaceState(history.state, "", `${location.pathname}?v=${at}`);
  }, [at]);
  useEffect(() => {
    if (!playing || !ready) return;
    const timer = setTimeout(() => (isAtEnd ? setPlaying(false) : setWanted(at + 1)), 1_000 / speed);
    return () => clearTimeout(timer);
  }, [playing, ready, isAtEnd, at, speed]);
  const goTo = useCallback((version: number) => {
    setPlaying(false);
    setWanted(version);
  }, []);
  const toggle = useCallback(() => {
    setPlaying((was) => !was);
    if (isAtEnd) setWanted(1);
  }, [isAtEnd]);
  return { at, newest, playing, speed, goTo, toggle, setSpeed };
}
