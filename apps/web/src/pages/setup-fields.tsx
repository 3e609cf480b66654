import type { GameSummary } from "@holdfast/sdk";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import type { Plain } from "../tables/generic/json.js";
import { Disclosure } from "../ui/disclosure.js";
import controls from "../ui/field.module.css";
import { TickBox } from "../ui/tick-box.js";
import type { Setup } from "./match-setup.js";
import { optionForm } from "./option-fields.js";
import { OptionInputs } from "./option-inputs.js";
import styles from "./setup-fields.module.css";
import { useContract } from "./use-contract.js";

interface FieldsProps {
  readonly game: GameSummary;
  readonly setup: Setup;
  readonly onChange: (setup: Setup) => void;
}

/** How many play, and everything else that may be said of a match before it is made. */
export function SetupFields({ game, setup, onChange }: FieldsProps) {
  const { min, max } = game.seats;
  const [isOpen, setOpen] = useState(false);
  // A schema is JSON, like everything that a server tells.
  const { fields, others } = optionForm((useContract(game.id, isOpen)?.options ?? null) as Plain);
  const change = (part: Partial<Setup>) => onChange({ ...setup, ...part });
  return (
    <div className={styles.setup}>
      {max > min && (
        <label className={styles.seats}>
          <span className={controls.label}>Players</span>
          <select
            className={controls.control}
            value={setup.seats}
            onChange={(event) => change({ seats: Number(event.target.value) })}
          >
            {Array.from({ length: max - min + 1 }, (_, at) => min + at).map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        </label>
      )}
      <Disclosure
        icon={SlidersHorizontal}
        title="Options"
        className={styles.more}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <OptionInputs fields={fields} chosen={setup.chosen} onChange={(chosen) => change({ chosen })} />
        <details className={styles.advanced}>
          <summary>Advanced</summary>
          <label className={styles.options}>
            <span className={controls.label}>
              Options of the game, as JSON{others.length > 0 && ` (${others.join(", ")}, or any other)`}
            </span>
            <textarea
              rows={4}
              spellCheck={false}
              placeholder="{}"
              value={setup.options}
              onChange={(event) => change({ options: event.target.value })}
            />
          </label>
        </details>
        <TickBox checked={setup.isPublic} onTick={(isPublic) => change({ isPublic })}>
          Anybody may find and watch it
        </TickBox>
        <TickBox checked={setup.hosts} onTick={(hosts) => change({ hosts })}>
          I only host it, and take no seat
        </TickBox>
      </Disclosure>
    </div>
  );
}
