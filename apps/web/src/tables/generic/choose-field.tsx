import type { FieldRange, Json } from "@holdfast/sdk";
import type { FieldProps } from "./form-view.js";
import styles from "./form-view.module.css";
import type { Plain } from "./json.js";
import { labelOf } from "./label-words.js";
import { lineOf } from "./value-words.js";

/** Some of these things, each once: boxes to tick. At the most that may be chosen the others cannot be ticked. */
export function ChooseField({ name, range, value, terms, onChange }: FieldProps<FieldRange & { kind: "choose" }>) {
  const { of, min, max } = range;
  const chosen: readonly Json[] = Array.isArray(value) ? value : [];
  const texts = chosen.map((item) => JSON.stringify(item));
  const toggle = (item: Json, isOn: boolean) => {
    const text = JSON.stringify(item);
    onChange(isOn ? [...chosen, item] : chosen.filter((one) => JSON.stringify(one) !== text));
  };
  const bounds = min === max ? `${min}` : min === 0 ? `up to ${max}` : `${min} to ${max}`;
  return (
    <fieldset className={styles.listed}>
      <legend>
        {labelOf(name)} <span className={styles.bounds}>({bounds})</span>
      </legend>
      {of.length === 0 && <span className={styles.bounds}>There is nothing to choose.</span>}
      <div className={styles.boxes}>
        {of.map((item) => {
          const text = JSON.stringify(item);
          const isOn = texts.includes(text);
          return (
            <label key={text} className={styles.box}>
              <input
                type="checkbox"
                checked={isOn}
                disabled={!isOn && chosen.length >= max}
                onChange={(event) => toggle(item, event.target.checked)}
              />
              {lineOf(item as Plain, name, terms) ?? text}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
