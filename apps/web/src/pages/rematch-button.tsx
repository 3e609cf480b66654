import type { Match, Snapshot } from "@holdfast/sdk";
import { RotateCcw } from "lucide-react";
import { useLocation } from "wouter";
import { startSession } from "../app/session.js";
import { seatKey } from "../match/match-keys.js";
import { keepMatch } from "../match/match-shelf.js";
import { Button } from "../ui/button.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import { rematch } from "./rematch.js";

interface RematchProps {
  readonly match: Match;
  readonly snapshot: Snapshot;
}

/** Leads to a new table like this one, whose lobby has the code for the others. */
export function RematchButton({ match, snapshot }: RematchProps) {
  const [, goTo] = useLocation();
  const task = useTask();
  const again = () =>
    task.run(async () => {
      const table = await rematch(startSession(), match, snapshot);
      keepMatch(seatKey(table.id), table);
      goTo(`/m/${table.id}`);
    });
  return (
    <>
      <Button
        look="main"
        disabled={task.busy}
        onClick={again}
        title="A new table with the same options, and a code to send to the others"
      >
        <RotateCcw size={18} aria-hidden="true" />
        Rematch
      </Button>
      {task.refusal !== null && <RefusalLine refusal={task.refusal} />}
    </>
  );
}
