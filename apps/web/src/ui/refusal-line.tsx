import { CircleAlert } from "lucide-react";
import type { Refusal } from "../match/refusal.js";
import styles from "./refusal-line.module.css";

interface LineProps {
  readonly refusal: Refusal | null;
  /** What the line says while nothing was refused. */
  readonly hint?: string;
}

/** Why something did not work. */
export function RefusalLine({ refusal, hint }: LineProps) {
  if (refusal === null) return hint === undefined ? null : <p className={styles.line}>{hint}</p>;
  return (
    <p className={styles.line} data-code={refusal.code}>
      <CircleAlert size={17} aria-hidden="true" />
      {refusal.message}
    </p>
  );
}
