import type { Match } from "@holdfast/sdk";
import { BadgeCheck, CircleAlert, Download } from "lucide-react";
import { useState } from "react";
import { announce } from "../ui/announce.js";
import { Button } from "../ui/button.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import { download } from "./download.js";
import styles from "./finished-actions.module.css";
import { type Verified, verified } from "./verify.js";

/** What the whole log is good for, once it is public: to be checked, and to be kept. */
export function FinishedActions({ match }: { readonly match: Match }) {
  const [verdict, setVerdict] = useState<Verified | null>(null);
  const task = useTask();
  const verify = async () => {
    const told = await verified(await match.replay());
    setVerdict(told);
    announce(told.words);
  };
  const keep = async () => download(`${match.game}-${match.id}.json`, await match.replay());
  return (
    <>
      <Button disabled={task.busy} onClick={() => task.run(verify)}>
        <BadgeCheck size={18} aria-hidden="true" />
        Verify fairness
      </Button>
      <Button disabled={task.busy} onClick={() => task.run(keep)}>
        <Download size={18} aria-hidden="true" />
        Download the log
      </Button>
      {verdict !== null && (
        <p className={styles.verdict} data-ok={verdict.ok} data-testid="verdict">
          {verdict.ok ? <BadgeCheck size={18} aria-hidden="true" /> : <CircleAlert size={18} aria-hidden="true" />}
          {verdict.words}
        </p>
      )}
      {task.refusal !== null && <RefusalLine refusal={task.refusal} />}
    </>
  );
}
