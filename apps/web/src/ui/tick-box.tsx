import type { ReactNode } from "react";
import styles from "./tick-box.module.css";

interface TickBoxProps {
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onTick: (checked: boolean) => void;
  readonly children: ReactNode;
}

/** Something that is so or is not, said beside its box. */
export function TickBox({ checked, disabled, onTick, children }: TickBoxProps) {
  return (
    <label className={styles.tick}>
      <input type="checkbox" disabled={disabled} checked={checked} onChange={(event) => onTick(event.target.checked)} />
      {children}
    </label>
  );
}
