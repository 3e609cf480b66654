import { useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../ui/button.js";
import { CodeBoxes } from "../ui/code-boxes.js";
import { CODE_LENGTH } from "../ui/code-letters.js";
import { Panel } from "../ui/panel.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import styles from "./home-join.module.css";
import { joinByCode } from "./join-by-code.js";
import type { Player } from "./player.js";

/** Six boxes for the code a friend sent. */
export function JoinPanel({ player }: { readonly player: Player }) {
  const [code, setCode] = useState("");
  const [, goTo] = useLocation();
  const task = useTask();
  const join = (full: string) => task.run(async () => goTo(await joinByCode(full, player.name)));
  return (
    <Panel id="join" title="Join with a code">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          join(code);
        }}
      >
        <CodeBoxes
          value={code}
          wrong={task.refusal !== null}
          onChange={(typed) => {
            setCode(typed);
            task.forgive();
          }}
          onFull={join}
        />
        <Button type="submit" disabled={task.busy || code.length < CODE_LENGTH}>
          Join
        </Button>
      </form>
      <RefusalLine
        refusal={task.refusal}
        hint="Six letters or digits, never O, 0, I or 1. Pasting the whole link works too."
      />
    </Panel>
  );
}
