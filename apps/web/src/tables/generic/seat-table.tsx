import { labelOf } from "./label-words.js";
import styles from "./seat-table.module.css";
import type { Sections } from "./shape.js";
import type { Terms } from "./terms.js";

interface TableProps {
  readonly columns: Sections["bySeat"];
  readonly terms: Terms;
}

/** Numbers of each player side by side: a row for each seat. */
export function SeatTable({ columns, terms }: TableProps) {
  const seats = Array.from({ length: terms.names.count }, (_, seat) => seat);
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label="By player">
        <thead>
          <tr>
            <th scope="col">Player</th>
            {columns.map(([key]) => (
              <th key={key} scope="col">
                {labelOf(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seats.map((seat) => (
            <tr key={seat} data-you={terms.names.isYou(seat)}>
              <th scope="row">{terms.names.subject(seat)}</th>
              {columns.map(([key, values]) => (
                <td key={key}>{terms.scalar(values[seat] ?? null, key)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
