import { useState } from "react";
import type { Moves } from "../../match/use-moves.js";
import { SelectField } from "../../ui/select-field.js";
import { FormView } from "./form-view.js";
import { MoveButton } from "./move-button.js";
import type { MoveGroup, OfferedForm } from "./move-groups.js";
import styles from "./moves-panel.module.css";
import type { Terms } from "./terms.js";

interface GroupProps {
  readonly group: MoveGroup;
  readonly moves: Moves;
  readonly play: ((move: never) => void) | null;
  readonly terms: Terms;
  readonly view: unknown;
}

/** The moves of one type: buttons, and a form for what has to be filled in. */
export function GroupView({ group, moves, play, terms, view }: GroupProps) {
  const { label, forms } = group;
  const [open, closed] = [forms.filter((form) => !isLong(form)), forms.filter(isLong)];
  const isClosed = group.moves.length + open.length === 0;
  return (
    <fieldset className={styles.group}>
      <legend className={isClosed ? "unseen" : undefined}>{label}</legend>
      {group.moves.length > 0 && (
        <div className={styles.choices}>
          {group.moves.map((offered) => (
            <MoveButton key={offered.key} offered={offered} moves={moves} play={play} look="quiet" />
          ))}
        </div>
      )}
      {open.length > 0 && <Forms forms={open} label={label} play={play} terms={terms} view={view} />}
      {closed.length > 0 && (
        <details className={styles.closed}>
          <summary>{label}…</summary>
          <Forms forms={closed} label={label} play={play} terms={terms} view={view} />
        </details>
      )}
    </fieldset>
  );
}

/** Forms as long as a hand or a table of settings are opened by those who want them. */
function isLong({ form }: OfferedForm): boolean {
  return Object.values(form.fields).some(({ kind }) => kind === "order" || kind === "patch");
}

interface FormsProps extends Pick<GroupProps, "play" | "terms" | "view"> {
  readonly forms: readonly OfferedForm[];
  readonly label: string;
}

/** One form at a time: which of several is chosen first. */
function Forms({ forms, label, play, terms, view }: FormsProps) {
  const [picked, setPicked] = useState(forms[0]?.words ?? "");
  const chosen = forms.find(({ words }) => words === picked) ?? forms[0];
  if (chosen === undefined) return null;
  return (
    <>
      {forms.length === 1 && chosen.words !== "" && <p className={styles.about}>{chosen.words}</p>}
      {forms.length > 1 && (
        <SelectField label="Which" value={chosen.words} onChange={(event) => setPicked(event.target.value)}>
          {forms.map(({ key, words }) => (
            <option key={key} value={words}>
              {words === "" ? label : words}
            </option>
          ))}
        </SelectField>
      )}
      {/* Other bounds are another form: what was filled in before may not fit any more. */}
      <FormView key={chosen.key} form={chosen.form} label={label} play={play} terms={terms} view={view} />
    </>
  );
}
