import type { KeyboardEvent, Ref } from "react";
import type { Names } from "../../match/seat-names.js";
import type { CellLook } from "./board-picture.js";
import { placeLabel } from "./cell-words.js";
import styles from "./cell.module.css";
import { Mark } from "./mark.js";

interface Control {
  /** The one cell of the board that Tab reaches. */
  readonly tabbable: boolean;
  /** Null: acting makes no sense now. */
  readonly play: (() => void) | null;
  readonly walk: (event: KeyboardEvent) => void;
}
interface CellProps {
  readonly cell: number;
  readonly look: CellLook;
  readonly names: Names | null;
  /** False for those who only watch: the cell is then a picture. */
  readonly control: Control | false;
  readonly onFocus: () => void;
  readonly ref: Ref<HTMLButtonElement>;
}

/** One cell. It is a button for those who sit at the table and a picture for everybody else. */
export function CellView({ cell, look, names, control, onFocus, ref }: CellProps) {
  const label = labelOf(cell, look, names);
  const ready = control && control.play !== null && look.open !== null;
  return (
    <div className={styles.cell} data-cell={cell} data-mark={look.mark ?? ""} data-last={look.last} data-won={look.won}>
      {control === false ? (
        <>
          <span className="unseen">{label}</span>
          <Face look={look} />
        </>
      ) : (
        <button
          ref={ref}
          type="button"
          className={styles.button}
          data-refused={look.refused}
          data-open={ready}
          aria-label={label}
          aria-disabled={!ready}
          tabIndex={control.tabbable ? 0 : -1}
          onClick={() => ready && control.play?.()}
          onKeyDown={control.walk}
          onFocus={onFocus}
        >
          <Face look={look} />
        </button>
      )}
    </div>
  );
}

function Face({ look }: { readonly look: CellLook }) {
  if (look.mark !== null) return <Mark mark={look.mark} />;
  if (look.pending !== null)
    return (
      <span className={styles.pending}>
        <Mark mark={look.pending} still />
        {look.slow && <span className={styles.sending}>sending…</span>}
      </span>
    );
  if (look.open === null) return null;
  return (
    <span className={styles.ghost}>
      <Mark mark={look.open} still />
    </span>
  );
}

function labelOf(cell: number, look: CellLook, names: Names | null): string {
  const place = placeLabel(cell);
  if (look.mark !== null) {
    const owner =
      look.owner === null || names === null ? "" : `, ${names.isYou(look.owner) ? "yours" : names.plain(look.owner)}`;
    return `${place}: ${look.mark}${owner}`;
  }
  if (look.pending !== null) return `${place}: ${look.pending}, on its way`;
  return `${place}: empty`;
}
