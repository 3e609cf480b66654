import type { Match } from "@holdfast/sdk";
import { namesOf } from "../match/seat-names.js";
import { useEventLog } from "../match/use-event-log.js";
import { useMoves } from "../match/use-moves.js";
import { useMatch as useSnapshot, useMatchSettings, useMatchStatus } from "@holdfast/sdk/react";
import type { GameTable } from "../tables/game-table.js";
import { useInTouch } from "../match/in-touch.js";
import { useTrouble } from "../match/use-trouble.js";
import { Announcement } from "../ui/announcement.js";
import { Banner } from "../ui/banner.js";
import { EventLogView } from "../ui/event-log.js";
import { SeatPlates } from "../ui/seat-plates.js";
import { useTitle } from "../ui/use-title.js";
import { LobbyCard } from "./lobby-card.js";
import { MatchSettingsPanel } from "./match-settings.js";
import { ReplayLink } from "./replay-link.js";
import { RoomActions } from "./room-actions.js";
import { RoomLayout } from "./room-layout.js";
import { RoomNote } from "./room-note.js";
import { useNarration } from "./use-narration.js";
import { useTimeWarning } from "./use-time-warning.js";
import { useRemedy } from "./use-remedy.js";

/** Whoever has moved is asked for nothing, though the board does not have it yet. */
const SENDING = "Sending your move…";

interface RoomProps {
  readonly match: Match;
  readonly table: GameTable;
  /** Closes this handle and opens the match anew. */
  readonly reopen: () => void;
}

/** One match on the screen: lobby, table or end, for a player or an observer. */
export function MatchRoom({ match, table, reopen }: RoomProps) {
  const snapshot = useSnapshot(match);
  const status = useMatchStatus(match);
  const settings = useMatchSettings(match);
  const log = useEventLog(match);
  const moves = useMoves(match, snapshot);
  useNarration({ match, table, log });

  const trouble = useTrouble(match, status);
  const inTouch = useInTouch(status, trouble);
  useTimeWarning(match, inTouch);
  const remedy = useRemedy({ match, trouble, reopen });
  // A host who has no seat has moves all the same.
  const plays = match.role !== "observer";
  const line = snapshot === null ? "Opening the table…" : moves.slow ? SENDING : table.statusLine(snapshot);
  const toMove = snapshot !== null && match.seat !== null && snapshot.toMove.includes(match.seat);
  const yours = toMove && !moves.slow;
  useTitle(`${yours ? "Your turn · " : ""}${table.title} · Holdfast`);

  const elsewhere = trouble?.kind === "elsewhere";
  const waits = snapshot?.status === "open";
  return (
    <RoomLayout
      wide={table.wide}
      above={<Announcement text={settings?.server.values.announcement ?? null} />}
      title={settings?.match.values.title ?? null}
      status={line}
      note={
        trouble === null ? (
          <RoomNote match={match} snapshot={snapshot} moves={moves} />
        ) : (
          <Banner trouble={trouble} remedy={remedy} />
        )
      }
      yours={yours && !elsewhere}
      seats={snapshot !== null && <SeatPlates snapshot={snapshot} inTouch={inTouch} sign={table.seatSign} />}
      board={
        waits && plays ? (
          <LobbyCard match={match} />
        ) : (
          <table.Board snapshot={snapshot} moves={plays ? moves : null} enabled={!elsewhere} />
        )
      }
      actions={
        snapshot !== null && (
          <RoomActions match={match} snapshot={snapshot} moves={moves} table={table} enabled={!elsewhere} />
        )
      }
      log={
        snapshot !== null && (
          <>
            <EventLogView log={log} words={(event) => table.eventWords(event, namesOf(snapshot))} />
            {snapshot.status !== "open" && snapshot.outcome === null && <ReplayLink look="quiet" isOver={false} />}
            <MatchSettingsPanel match={match} hasBots={snapshot.seats.some(({ bot }) => bot)} />
          </>
        )
      }
    />
  );
}
