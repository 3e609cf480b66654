import type { FieldRange } from "@holdfast/sdk";
import type { FieldProps } from "./form-view.js";
import styles from "./form-view.module.css";
import { labelOf } from "./label-words.js";

/** A whole number: typed, or drawn along its whole range. What is typed may be wrong for a moment. */
export function IntField({ name, range, value, terms, bare, onChange }: FieldProps<FieldRange & { kind: "int" }>) {
  const { min, max } = range;
  const label = labelOf(name);
  const shown = typeof value === "number" ? value : min;
  return (
    <div className={styles.int}>
      <label className={styles.field}>
        <span className={bare ? "unseen" : undefined}>{label}</span>
        <input
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          step={1}
          value={typeof value === "number" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))}
        />
      </label>
      {max > min && (
        <span className={styles.range}>
          <span aria-hidden="true">{terms.scalar(min, "")}</span>
          <input
            type="range"
            aria-label={`${label}, from ${min} to ${max}`}
            min={min}
            max={max}
            step={1}
            value={shown}
            onChange={(event) => onChange(Number(event.target.value))}
          />
          <span aria-hidden="true">{terms.scalar(max, "")}</span>
        </span>
      )}
    </div>
  );
}
