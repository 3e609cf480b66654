import type { Seat, Snapshot } from "@holdfast/sdk";
import { namesOf } from "../match/seat-names.js";
import { SelectField } from "../ui/select-field.js";
import styles from "./viewer-choice.module.css";

interface ChoiceProps {
  readonly snapshot: Snapshot;
  readonly seat: Seat | null;
  readonly onSeat: (seat: Seat | null) => void;
}

/** From where one looks: one's own seat and beside the table, and every seat once the match is over. */
export function ViewerChoice({ snapshot, seat, onSeat }: ChoiceProps) {
  const { seats, you, outcome } = snapshot;
  const names = namesOf(snapshot);
  const open = seats.filter((one) => outcome !== null || one.seat === you.seat);
  return (
    <SelectField
      label="Seen by"
      className={styles.choice}
      value={seat === null ? "" : String(seat)}
      onChange={(event) => onSeat(event.target.value === "" ? null : Number(event.target.value))}
    >
      {open.map((one) => (
        <option key={one.seat} value={one.seat}>
          {names.plain(one.seat)}
        </option>
      ))}
      <option value="">An observer</option>
    </SelectField>
  );
}
