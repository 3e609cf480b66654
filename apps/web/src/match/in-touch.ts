import type { Match } from "@holdfast/sdk";
import { useState } from "react";
import type { Trouble } from "./trouble.js";

type Status = Match["status"] | null;

/** Whether time and presence are known: not from when the connection is lost until the table is live again. */
export function useInTouch(status: Status, trouble: Trouble | null): boolean {
  const [before, setBefore] = useState(true);
  const now = isInTouch(before, status, trouble);
  if (now !== before) setBefore(now);
  return now;
}

/** Catching up alone loses no touch, as it may be one missed step; after a loss it does not bring it back either. */
export function isInTouch(before: boolean, status: Status, trouble: Trouble | null): boolean {
  const isCutOff = trouble !== null && trouble.kind !== "saving" && trouble.kind !== "catching-up";
  if (isCutOff) return false;
  return before || status === "live" || status === "degraded";
}
