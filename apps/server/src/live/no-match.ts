import { type Rejection, rejection } from "@holdfast/engine";

export const NO_MATCH: Rejection = rejection(
  "not_found",
  "no_such_match",
  "There is no such match, or it is not yours to see.",
);
