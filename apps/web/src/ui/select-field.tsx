import type { ComponentProps } from "react";
import styles from "./field.module.css";

interface Labelled {
  readonly label: string;
}

/** A choice from a list with its label above. */
export function SelectField({ label, className, ...rest }: ComponentProps<"select"> & Labelled) {
  return (
    <label className={[styles.field, className].filter(Boolean).join(" ")}>
      <span className={styles.label}>{label}</span>
      <select className={styles.control} {...rest} />
    </label>
  );
}
