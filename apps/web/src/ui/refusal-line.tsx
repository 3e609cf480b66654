import { CircleAlert } from "lucide-react";
import { Link } from "wouter";
import type { Refusal } from "../match/refusal.js";
import styles from "./refusal-line.module.css";

interface LineProps {
  readonly refusal: Refusal | null;
  /** What the line says while nothing was refused. */
  readonly hint?: string;
}

/** Why something did not work, and the way that is open instead, if there is one. */
export function RefusalLine({ refusal, hint }: LineProps) {
  if (refusal === null) return hint === undefined ? null : <p className={styles.line}>{hint}</p>;
  return (
    <p className={styles.line} data-code={refusal.code}>
      <CircleAlert size={17} aria-hidden="true" />
      <span>
        {refusal.message}
        {refusal.instead !== undefined && (
          <>
            {" "}
            <Link href={refusal.instead.href}>{refusal.instead.label}</Link>
          </>
        )}
      </span>
    </p>
  );
}
