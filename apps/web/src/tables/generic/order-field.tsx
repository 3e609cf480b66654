import type { FieldRange, Json } from "@holdfast/sdk";
import { ArrowDown, ArrowUp } from "lucide-react";
import { announce } from "../../ui/announce.js";
import { moved } from "./form-draft.js";
import type { FieldProps } from "./form-view.js";
import styles from "./form-view.module.css";
import type { Plain } from "./json.js";
import { labelOf } from "./label-words.js";
import { lineOf } from "./value-words.js";

/** Things in an order: each goes up or down by a button, and says where it is now. */
export function OrderField({ name, range, value, terms, onChange }: FieldProps<FieldRange & { kind: "order" }>) {
  const items: readonly Json[] = Array.isArray(value) ? value : range.of;
  const words = (item: Json) => lineOf(item as Plain, name, terms) ?? JSON.stringify(item);
  const move = (from: number, to: number) => {
    onChange(moved(items, from, to));
    announce(`${words(items[from] ?? null)}, place ${to + 1} of ${items.length}.`);
  };
  return (
    <div className={styles.listed} role="group" aria-label={labelOf(name)}>
      <span>{labelOf(name)}</span>
      <ol className={styles.order}>
        {items.map((item, at) => (
          <li key={`${JSON.stringify(item)}.${items.slice(0, at).filter((other) => other === item).length}`}>
            <span>{words(item)}</span>
            <button type="button" aria-label={`${words(item)} up`} disabled={at === 0} onClick={() => move(at, at - 1)}>
              <ArrowUp size={18} aria-hidden="true" />
            </button>
            <button
              type="button"
              aria-label={`${words(item)} down`}
              disabled={at === items.length - 1}
              onClick={() => move(at, at + 1)}
            >
              <ArrowDown size={18} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
