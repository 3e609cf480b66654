import type { Match } from "@holdfast/sdk";
import { RotateCcw } from "lucide-react";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { startSession } from "../app/session.js";
import { seatKey } from "../match/match-keys.js";
import { keepMatch } from "../match/match-shelf.js";
import { announce } from "../ui/announce.js";
import { Button } from "../ui/button.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import styles from "./rematch-button.module.css";
import { rematchWords } from "./rematch-words.js";
import { useRematch } from "./use-rematch.js";

/** Leads to the one rematch of a match that is over, and says so where others wait there already. */
export function RematchButton({ match }: { readonly match: Match }) {
  const [, goTo] = useLocation();
  const task = useTask();
  const { label, isAwaited } = rematchWords(useRematch(match));
  useEffect(() => {
    if (isAwaited) announce(label);
  }, [isAwaited, label]);
  const again = () =>
    task.run(async () => {
      const table = await startSession().rematch(match.id);
      keepMatch(seatKey(table.id), table);
      goTo(`/m/${table.id}`);
    });
  return (
    <>
      <Button
        look="main"
        disabled={task.busy}
        onClick={again}
        title="The same game with the same options: whoever asks for it comes to the same table"
      >
        <RotateCcw className={styles.icon} size={18} aria-hidden="true" />
        <span className={styles.label}>{label}</span>
      </Button>
      {task.refusal !== null && <RefusalLine refusal={task.refusal} />}
    </>
  );
}
