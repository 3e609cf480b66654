import type { Scalar } from "../tables/generic/json.js";
import { labelOf, plainWords } from "../tables/generic/label-words.js";
import { type ChoiceField, type Chosen, type NumberField, type OptionField, withChoice } from "./option-fields.js";
import controls from "../ui/field.module.css";
import { SelectField } from "../ui/select-field.js";
import styles from "./option-inputs.module.css";

interface InputsProps {
  readonly fields: readonly OptionField[];
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
}

/** A field for each option that can be chosen or counted; what is left alone is as the game has it. */
export function OptionInputs({ fields, chosen, onChange }: InputsProps) {
  if (fields.length === 0) return null;
  return (
    <div className={styles.inputs}>
      {fields.map((field) => {
        const value = chosen[field.key];
        const set = (to: Scalar | undefined) => onChange(withChoice(chosen, field.key, to));
        return field.kind === "choice" ? (
          <ChoiceInput key={field.key} field={field} value={value} onChange={set} />
        ) : (
          <NumberInput key={field.key} field={field} value={value} onChange={set} />
        );
      })}
    </div>
  );
}

interface InputProps<F extends OptionField> {
  readonly field: F;
  readonly value: Scalar | undefined;
  readonly onChange: (value: Scalar | undefined) => void;
}

/** What is chosen is a value of any kind: the page knows it by its place in the list. */
function ChoiceInput({ field: { key, values, fallback }, value, onChange }: InputProps<ChoiceField>) {
  const usual = fallback === undefined ? "as usual" : `${wordsFor(fallback)} (as usual)`;
  const others = values.filter((one) => one !== fallback);
  return (
    <SelectField
      label={labelOf(key)}
      value={value === undefined ? -1 : others.indexOf(value)}
      onChange={({ target }) => onChange(others[Number(target.value)])}
    >
      <option value={-1}>{usual}</option>
      {others.map((one, at) => (
        <option key={String(one)} value={at}>
          {wordsFor(one)}
        </option>
      ))}
    </SelectField>
  );
}

function NumberInput({ field, value, onChange }: InputProps<NumberField>) {
  const { key, min, max, scale, fallback } = field;
  const shown = (given: Scalar | undefined) => (typeof given === "number" ? String(given / scale) : "");
  const bounds = boundWords(shown(min), shown(max));
  return (
    <label className={controls.field}>
      <span className={controls.label}>
        {labelOf(key)}
        {scale !== 1 && ", seconds"} {bounds !== "" && <small className={styles.bounds}>({bounds})</small>}
      </span>
      <input
        className={controls.control}
        type="number"
        inputMode="decimal"
        min={shown(min)}
        max={shown(max)}
        step={scale === 1 ? 1 : "any"}
        placeholder={shown(fallback) || "as usual"}
        value={shown(value)}
        onChange={({ target }) => onChange(target.value === "" ? undefined : Math.round(Number(target.value) * scale))}
      />
    </label>
  );
}

/** A bound with more digits than this only says that there is one. */
const LONGEST_BOUND = 4;

function boundWords(min: string, max: string): string {
  if (min === "") return "";
  return max === "" || max.length > LONGEST_BOUND ? `from ${min}` : `${min} to ${max}`;
}

function wordsFor(value: Scalar): string {
  if (value === true) return "yes";
  if (value === false) return "no";
  return typeof value === "string" ? plainWords(value) : String(value ?? "none");
}
