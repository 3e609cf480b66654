/** The options of a game as fields of a form, from their JSON Schema; what fits no field is for JSON to say. */
import { type Fields, isFields, isList, isScalar, type Plain, type Scalar } from "../tables/generic/json.js";

export type OptionField = ChoiceField | NumberField;
interface Named {
  readonly key: string;
  /** What it is unless something else is chosen; undefined: the game does not say. */
  readonly fallback: Scalar | undefined;
}
export interface ChoiceField extends Named {
  readonly kind: "choice";
  readonly values: readonly Scalar[];
}
export interface NumberField extends Named {
  readonly kind: "number";
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** What is shown, times this, is what is sent: durations are shown in seconds. */
  readonly scale: number;
}

export interface OptionForm {
  readonly fields: readonly OptionField[];
  /** Keys that only JSON can set. */
  readonly others: readonly string[];
}

export function optionForm(schema: Plain): OptionForm {
  const properties = isFields(schema) && isFields(schema.properties) ? schema.properties : {};
  const fields: OptionField[] = [];
  const others: string[] = [];
  for (const [key, property] of Object.entries(properties)) {
    const field = isFields(property) ? fieldOf(key, property) : null;
    if (field === null) others.push(key);
    else fields.push(field);
  }
  return { fields, others };
}

function fieldOf(key: string, property: Fields): OptionField | null {
  const fallback = isScalar(property.default) ? property.default : undefined;
  const values = valuesOf(property);
  if (values !== null) return { key, fallback, kind: "choice", values };
  const range = rangeOf(property);
  return range && { key, fallback, kind: "number", ...range, scale: key.endsWith("Ms") ? 1_000 : 1 };
}

/** The closed list of what may stand there; null: there is none. */
function valuesOf(property: Fields): readonly Scalar[] | null {
  if (isList(property.enum) && property.enum.every(isScalar)) return property.enum;
  if (isScalar(property.const)) return [property.const];
  if (property.type === "boolean") return [true, false];
  if (!isList(property.anyOf)) return null;
  const each = property.anyOf.map((one) => (isFields(one) ? valuesOf(one) : null));
  return each.every((values) => values !== null) ? each.flat() : null;
}

/** The bounds of a number; of "0, or 5 to 10" the widest, for the server to judge what lies between. Null: it is none. */
function rangeOf(property: Fields): Pick<NumberField, "min" | "max"> | null {
  if (property.type === "integer") return { min: bound(property.minimum), max: bound(property.maximum) };
  if (typeof property.const === "number") return { min: property.const, max: property.const };
  if (!isList(property.anyOf)) return null;
  const each = property.anyOf.map((one) => (isFields(one) ? rangeOf(one) : null));
  if (!each.every((range) => range !== null)) return null;
  const [mins, maxs] = [each.map(({ min }) => min), each.map(({ max }) => max)];
  return { min: widest(mins, Math.min), max: widest(maxs, Math.max) };
}

function widest(bounds: readonly (number | undefined)[], of: (...all: number[]) => number): number | undefined {
  const known = bounds.filter((one) => one !== undefined);
  return known.length === bounds.length ? of(...known) : undefined;
}

function bound(value: Plain | undefined): number | undefined {
  return typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** What somebody has set, by key: without what is left as it usually is. */
export type Chosen = Readonly<Record<string, Scalar>>;

/** The choices with one of them made anew; undefined: as usual. */
export function withChoice(chosen: Chosen, key: string, value: Scalar | undefined): Chosen {
  const { [key]: _before, ...rest } = chosen;
  return value === undefined ? rest : { ...rest, [key]: value };
}
