import type { Match, Snapshot } from "@holdfast/sdk";
import { DoorOpen, Flag } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { seatKey } from "../match/match-keys.js";
import { dropMatch } from "../match/match-shelf.js";
import type { Moves } from "../match/use-moves.js";
import type { GameTable } from "../tables/game-table.js";
import { Button } from "../ui/button.js";
import buttons from "../ui/button.module.css";
import { ConfirmDialog } from "../ui/confirm-dialog.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import { RematchButton } from "./rematch-button.js";
import { ReplayLink } from "./replay-link.js";
import { settled } from "./settled.js";

interface ActionsProps {
  readonly match: Match;
  readonly snapshot: Snapshot;
  readonly moves: Moves;
  readonly table: GameTable;
  readonly enabled: boolean;
}

/** What a player can do besides playing; an observer has nothing here but the way home. */
export function RoomActions({ match, snapshot, moves, table, enabled }: ActionsProps) {
  const over = snapshot.outcome !== null || snapshot.status === "finished" || snapshot.status === "aborted";
  if (over)
    return (
      <>
        {match.role !== "observer" && <RematchButton match={match} />}
        <Link href="/" className={[buttons.button, buttons.plain].join(" ")}>
          {match.seat === null ? "Go to the home page" : "Play another match"}
        </Link>
        <ReplayLink look="plain" isOver />
      </>
    );
  if (match.role === "observer" || !enabled) return null;
  if (snapshot.status === "open") return match.seat === null ? null : <LeaveButton match={match} />;
  return (
    <>
      <table.Actions match={match} snapshot={snapshot} moves={moves} />
      {match.seat !== null && <ResignButton match={match} />}
    </>
  );
}

function ResignButton({ match }: { readonly match: Match }) {
  const [asking, setAsking] = useState(false);
  const task = useTask();
  const answer = (confirmed: boolean) => {
    setAsking(false);
    if (confirmed) task.run(async () => settled(await match.resign()));
  };
  return (
    <>
      <Button disabled={task.busy} onClick={() => setAsking(true)}>
        <Flag size={18} aria-hidden="true" />
        Resign
      </Button>
      {task.refusal !== null && <RefusalLine refusal={task.refusal} />}
      <ConfirmDialog open={asking} title="Resign this match?" yes="Resign" no="Play on" onAnswer={answer}>
        You give the match up. This cannot be taken back.
      </ConfirmDialog>
    </>
  );
}

function LeaveButton({ match }: { readonly match: Match }) {
  const [, goTo] = useLocation();
  const task = useTask();
  const leave = () =>
    task.run(async () => {
      settled(await match.leave());
      dropMatch(seatKey(match.id));
      goTo("/");
    });
  return (
    <>
      <Button look="quiet" disabled={task.busy} onClick={leave}>
        <DoorOpen size={18} aria-hidden="true" />
        Leave the table
      </Button>
      {task.refusal !== null && <RefusalLine refusal={task.refusal} />}
    </>
  );
}
