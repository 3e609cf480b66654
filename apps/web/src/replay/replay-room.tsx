import type { Match, Seat, Snapshot } from "@holdfast/sdk";
import { useMatch as useSnapshot } from "@holdfast/sdk/react";
import { useState } from "react";
import { Link } from "wouter";
import { namesOf } from "../match/seat-names.js";
import { useEventLog } from "../match/use-event-log.js";
import { RoomLayout } from "../pages/room-layout.js";
import type { GameTable } from "../tables/game-table.js";
import { tableOf } from "../tables/registry.js";
import { Button } from "../ui/button.js";
import buttons from "../ui/button.module.css";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTitle } from "../ui/use-title.js";
import { Controls } from "./controls.js";
import { FinishedActions } from "./finished-actions.js";
import { momentOf } from "./moment.js";
import styles from "./replay-room.module.css";
import { StepList } from "./step-list.js";
import { usePast } from "./use-past.js";
import { usePlayer } from "./use-player.js";
import { ViewerChoice } from "./viewer-choice.js";

interface RoomProps {
  readonly match: Match;
  /** Where the match itself is shown. */
  readonly back: string;
}

/** A match watched again: as one saw it oneself, and once it is over from every seat. */
export function ReplayRoom({ match, back }: RoomProps) {
  const snapshot = useSnapshot(match);
  const [chosen, setChosen] = useState<Seat | null | undefined>(undefined);
  const table = tableOf(match.game);
  useTitle(`Replay · ${table.title} · Holdfast`);
  if (snapshot === null)
    return <RoomLayout status="Opening the replay…" note={null} seats={null} board={null} actions={null} log={null} />;
  const seat = chosen === undefined ? snapshot.you.seat : chosen;
  // Another seat's past is another past.
  return (
    <Replay key={String(seat)} match={match} now={snapshot} table={table} seat={seat} back={back} onSeat={setChosen} />
  );
}

interface ReplayProps extends RoomProps {
  readonly now: Snapshot;
  readonly table: GameTable;
  readonly seat: Seat | null;
  readonly onSeat: (seat: Seat | null) => void;
}

function Replay({ match, now, table, seat, back, onSeat }: ReplayProps) {
  const [isReady, setReady] = useState(false);
  const player = usePlayer({ first: now.seats.length, newest: now.version, ready: isReady });
  const past = usePast({ match, seat, at: player.at, newest: now.version });
  const log = useEventLog(match);
  const view = past.views.get(player.at);
  if (isReady !== (view !== undefined)) setReady(view !== undefined);
  const moment = view === undefined ? null : momentOf(now, view, seat);
  const names = namesOf(now);
  return (
    <RoomLayout
      wide={table.wide}
      status={moment === null ? "Looking back…" : table.statusLine(moment)}
      note={
        past.refusal === null ? (
          <p className={styles.where} data-testid="where">
            Version {player.at} of {now.version}
            {view !== undefined && ` · ${timeOf(view.at)}`}
          </p>
        ) : (
          <span className={styles.where}>
            <RefusalLine refusal={past.refusal} />
            <Button onClick={past.retry}>Try again</Button>
          </span>
        )
      }
      seats={<ViewerChoice snapshot={now} seat={seat} onSeat={onSeat} />}
      board={<table.Board snapshot={moment} moves={null} enabled={false} />}
      actions={
        <>
          <Controls player={player} />
          <Link href={back} className={[buttons.button, buttons.plain].join(" ")}>
            Back to the table
          </Link>
          {now.outcome !== null && <FinishedActions match={match} />}
        </>
      }
      log={<StepList log={log} at={player.at} words={(event) => table.eventWords(event, names)} onPick={player.goTo} />}
    />
  );
}

function timeOf(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}
