import { useState } from "react";
import { useLocation } from "wouter";
import { useSession } from "../app/use-session.js";
import { Button } from "../ui/button.js";
import { lettersOf } from "../ui/code-letters.js";
import { Panel } from "../ui/panel.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import { useTitle } from "../ui/use-title.js";
import { joinByCode } from "./join-by-code.js";
import styles from "./join.module.css";
import { NameField } from "./name-field.js";

/** Where a join link leads: one button away from the table. */
export function JoinPage({ code }: { readonly code: string }) {
  const { client, name } = useSession();
  const [typedName, setTypedName] = useState(name);
  const [, goTo] = useLocation();
  const task = useTask();
  const letters = lettersOf(code);
  useTitle(`Join ${letters} · Holdfast`);
  return (
    <div className={styles.join}>
      <Panel id="invited" title="You are invited to a match">
        <p className={styles.code}>{letters}</p>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            task.run(async () => goTo(await joinByCode(letters, typedName), { replace: true }));
          }}
        >
          <NameField id="name" player={{ name: typedName, setName: setTypedName, fixed: client !== null }} />
          <Button look="main" type="submit" disabled={task.busy}>
            Take a seat
          </Button>
        </form>
        <RefusalLine refusal={task.refusal} />
      </Panel>
    </div>
  );
}
