import type { Match } from "@holdfast/sdk";
import { useEffect } from "react";
import { announce } from "../ui/announce.js";

/** Reads out that the player's own time is running out: "10 seconds left." What is left out of touch is not known. */
export function useTimeWarning(match: Match, inTouch: boolean): void {
  useEffect(() => {
    if (!inTouch) return;
    return match.onWarning(({ remainingMs }) => announce(`${Math.ceil(remainingMs / 1_000)} seconds left.`));
  }, [match, inTouch]);
}
