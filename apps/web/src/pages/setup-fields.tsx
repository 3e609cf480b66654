import type { GameSummary } from "@holdfast/sdk";
import { SlidersHorizontal } from "lucide-react";
import type { Setup } from "./match-setup.js";
import styles from "./setup-fields.module.css";

interface FieldsProps {
  readonly game: GameSummary;
  readonly setup: Setup;
  readonly onChange: (setup: Setup) => void;
}

/** How many play, and everything else that may be said of a match before it is made. */
export function SetupFields({ game, setup, onChange }: FieldsProps) {
  const { min, max } = game.seats;
  const change = (part: Partial<Setup>) => onChange({ ...setup, ...part });
  return (
    <div className={styles.setup}>
      {max > min && (
        <label className={styles.seats}>
          <span>Players</span>
          <select value={setup.seats} onChange={(event) => change({ seats: Number(event.target.value) })}>
            {Array.from({ length: max - min + 1 }, (_, at) => min + at).map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        </label>
      )}
      <details className={styles.more}>
        <summary>
          <SlidersHorizontal size={17} aria-hidden="true" />
          Options
        </summary>
        <label className={styles.options}>
          <span>Options of the game, as JSON (empty: its defaults)</span>
          <textarea
            rows={4}
            spellCheck={false}
            placeholder="{}"
            value={setup.options}
            onChange={(event) => change({ options: event.target.value })}
          />
        </label>
        <label className={styles.tick}>
          <input
            type="checkbox"
            checked={setup.isPublic}
            onChange={(event) => change({ isPublic: event.target.checked })}
          />
          Anybody may find and watch it
        </label>
        <label className={styles.tick}>
          <input type="checkbox" checked={setup.hosts} onChange={(event) => change({ hosts: event.target.checked })} />I
          only host it, and take no seat
        </label>
      </details>
    </div>
  );
}
