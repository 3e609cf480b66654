import type { ComponentProps } from "react";
import styles from "./text-field.module.css";

interface Labelled {
  readonly id: string;
  readonly label: string;
}

/** A line of text with its label above. */
export function TextField({ id, label, ...rest }: ComponentProps<"input"> & Labelled) {
  return (
    <label className={styles.field} htmlFor={id}>
      <span className={styles.label}>{label}</span>
      <input id={id} className={styles.input} autoComplete="off" spellCheck={false} {...rest} />
    </label>
  );
}
