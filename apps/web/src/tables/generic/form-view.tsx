import type { FieldRange, Json, MoveForm } from "@holdfast/sdk";
import { type SubmitEvent, useState } from "react";
import { Button } from "../../ui/button.js";
import { ChooseField } from "./choose-field.js";
import { type Draft, draftProblem, moveOf, newDraft } from "./form-draft.js";
import styles from "./form-view.module.css";
import { IntField } from "./int-field.js";
import { labelOf } from "./label-words.js";
import { OrderField } from "./order-field.js";
import { PatchField } from "./patch-field.js";
import type { Terms } from "./terms.js";

interface FormProps {
  readonly form: MoveForm;
  readonly label: string;
  readonly play: ((move: never) => void) | null;
  readonly terms: Terms;
  readonly view: unknown;
}

/** A family of moves: what is to be filled in, within its bounds. */
export function FormView({ form, label, play, terms, view }: FormProps) {
  const [draft, setDraft] = useState<Draft>(() => newDraft(form));
  const problem = draftProblem(form, draft);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    // A form without problems makes a move that its game accepts.
    if (problem === null) play?.(moveOf(form, draft) as never);
  };
  return (
    <form className={styles.form} onSubmit={send}>
      {Object.entries(form.fields).map(([field, range]) => (
        <Field
          key={field}
          name={field}
          range={range}
          value={draft[field] ?? null}
          terms={terms}
          view={view}
          bare={labelOf(field) === label}
          onChange={(value) => setDraft((before) => ({ ...before, [field]: value }))}
        />
      ))}
      <div className={styles.send}>
        <Button type="submit" disabled={play === null || problem !== null}>
          {submitWords(form, draft, label)}
        </Button>
        {problem !== null && <span className={styles.problem}>{problem}</span>}
      </div>
    </form>
  );
}

/** A single number belongs on the button: "Raise · 120". */
function submitWords({ fields }: MoveForm, draft: Draft, label: string): string {
  const [only, ...more] = Object.entries(fields);
  if (only === undefined || more.length > 0 || only[1].kind !== "int") return label;
  return `${label} · ${String(draft[only[0]] ?? "")}`;
}

export interface FieldProps<R extends FieldRange = FieldRange> {
  readonly name: string;
  readonly range: R;
  readonly value: Json;
  readonly terms: Terms;
  /** Its label would repeat what stands above it: it is only read out. */
  readonly bare: boolean;
  readonly onChange: (value: Json) => void;
}

function Field({ range, view, ...rest }: FieldProps & { readonly view: unknown }) {
  switch (range.kind) {
    case "int":
      return <IntField range={range} {...rest} />;
    case "order":
      return <OrderField range={range} {...rest} />;
    case "choose":
      return <ChooseField range={range} {...rest} />;
    case "patch":
      return <PatchField range={range} view={view} {...rest} />;
    case "text":
      return (
        <label className={styles.field}>
          <span className={rest.bare ? "unseen" : undefined}>{labelOf(rest.name)}</span>
          <input
            type="text"
            maxLength={range.maxLength}
            value={String(rest.value ?? "")}
            onChange={(event) => rest.onChange(event.target.value)}
          />
        </label>
      );
  }
}
