import type { FieldRange, Json } from "@holdfast/sdk";
import type { FieldProps } from "./form-view.js";
import styles from "./form-view.module.css";
import { isFields, type Plain } from "./json.js";
import { labelOf } from "./label-words.js";

type PatchProps = FieldProps<FieldRange & { kind: "patch" }> & { readonly view: unknown };

/** Some of these settings: whatever is left empty stays as it is, and what it is stands in its place. */
export function PatchField({ name, range, value, view, onChange }: PatchProps) {
  const written = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const now = settingsIn(view as Plain);
  return (
    <fieldset className={styles.listed}>
      <legend>
        {labelOf(name)} <span className={styles.bounds}>(empty: stays as it is)</span>
      </legend>
      <div className={styles.patch}>
        {range.keys.map((key) => (
          <label key={key} className={styles.field}>
            <span>{labelOf(key)}</span>
            <input
              type="text"
              placeholder={now[key] === undefined ? "" : textOf(now[key])}
              value={String((written as Readonly<Record<string, Json>>)[key] ?? "")}
              onChange={(event) => onChange({ ...written, [key]: event.target.value })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What is set now, where the view shows it. */
function settingsIn(view: Plain): Readonly<Record<string, Plain | undefined>> {
  const settings = isFields(view) ? (view.settings ?? view.options) : undefined;
  return isFields(settings) ? settings : {};
}

function textOf(value: Plain): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
