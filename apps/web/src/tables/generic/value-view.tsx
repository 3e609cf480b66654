import { entriesOf, type Fields, isTelling, type Plain, type Scalar } from "./json.js";
import { labelOf } from "./label-words.js";
import { type Shape, shapeOf, tonesOf } from "./shape.js";
import type { Terms } from "./terms.js";
import styles from "./value-view.module.css";

interface ValueProps {
  readonly value: Plain;
  /** The field it stands under: that tells a seat from a number. */
  readonly name: string;
  readonly terms: Terms;
}

/** Lists longer than this are closed at first, but for their newest things. */
const OPEN_ITEMS = 8;
/** What is longer than this, as text, gets a row of its own. */
const NARROW = 20;

/** Any value, laid out by its shape. */
export function ValueView({ value, name, terms }: ValueProps) {
  const shape = shapeOf(value, name, terms);
  switch (shape.kind) {
    case "line":
      return <span className={styles.line}>{shape.text}</span>;
    case "chips":
      return <Chips items={shape.items} />;
    case "grid":
      return <Grid rows={shape.rows} name={name} terms={terms} />;
    case "seats":
      return <BySeat items={shape.items} name={name} terms={terms} />;
    case "list":
      return <List items={shape.items} name={name} terms={terms} />;
    case "fields":
      return <FieldList fields={shape.fields} terms={terms} />;
  }
}

function Chips({ items }: { readonly items: readonly string[] }) {
  return (
    <ul className={styles.chips}>
      {items.map((text, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two things may be called the same
        <li key={at} className={styles.chip} data-suit={suitOf(text)}>
          {text}
        </li>
      ))}
    </ul>
  );
}

function suitOf(text: string): "red" | "black" | undefined {
  if (/[♥♦]$/.test(text)) return "red";
  return /[♣♠]$/.test(text) ? "black" : undefined;
}

interface GridProps {
  readonly rows: readonly (readonly Scalar[])[];
  readonly name: string;
  readonly terms: Terms;
}

/** A board of rows; each kind of thing on it has a colour besides its text. */
function Grid({ rows, name, terms }: GridProps) {
  const tones = tonesOf(rows);
  return (
    <div className={styles.scroll}>
      <table className={styles.grid} aria-label={labelOf(name)}>
        <tbody>
          {rows.map((row, y) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={y}>
              {row.map((cell, x) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                <td key={x} data-tone={tones.get(cell)}>
                  {cell === null || cell === "" ? <span className="unseen">empty</span> : terms.scalar(cell, name)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ItemsProps {
  readonly items: readonly Plain[];
  readonly name: string;
  readonly terms: Terms;
}

/** One thing for each seat, under its player's name. */
function BySeat({ items, name, terms }: ItemsProps) {
  return (
    <ul className={styles.seats}>
      {items.map((item, seat) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the seat
        <li key={seat} className={styles.seat} data-you={terms.names.isYou(seat)}>
          <strong>{terms.names.subject(seat)}</strong>
          <ValueView value={item} name={name} terms={terms} />
        </li>
      ))}
    </ul>
  );
}

function List({ items, name, terms }: ItemsProps) {
  const hidden = Math.max(0, items.length - OPEN_ITEMS);
  return (
    <>
      {hidden > 0 && (
        <details className={styles.more}>
          <summary>{hidden} earlier</summary>
          <Items items={items.slice(0, hidden)} from={0} name={name} terms={terms} />
        </details>
      )}
      <Items items={items.slice(hidden)} from={hidden} name={name} terms={terms} />
    </>
  );
}

function Items({ items, from, name, terms }: ItemsProps & { readonly from: number }) {
  return (
    <ol className={styles.list} start={from + 1}>
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lists of a view have no other names for their things
        <li key={from + at} className={styles.item}>
          <ValueView value={item} name={name} terms={terms} />
        </li>
      ))}
    </ol>
  );
}

function isWide(shape: Shape): boolean {
  if (shape.kind === "line") return shape.text.length > NARROW;
  return shape.kind !== "chips" || shape.items.join("").length > NARROW / 2;
}

/** Fields with nothing in them are left out: a creature without a status has none to show. */
function FieldList({ fields, terms }: { readonly fields: Fields; readonly terms: Terms }) {
  const shown = entriesOf(fields).filter(([, value]) => isTelling(value));
  return (
    <dl className={styles.fields}>
      {shown.map(([key, value]) => (
        <div key={key} className={styles.field} data-wide={isWide(shapeOf(value, key, terms))}>
          <dt>{labelOf(key)}</dt>
          <dd>
            <ValueView value={value} name={key} terms={terms} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
