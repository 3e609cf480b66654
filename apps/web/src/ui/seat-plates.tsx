import type { Snapshot } from "@holdfast/sdk";
import type { ReactNode } from "react";
import { namesOf } from "../match/seat-names.js";
import { clockText, useSeatTime, useTimeLeft } from "../match/use-time-left.js";
import styles from "./seat-plates.module.css";

interface PlatesProps {
  readonly snapshot: Snapshot;
  /** False while there is no word from the server. */
  readonly inTouch: boolean;
  readonly sign: (snapshot: Snapshot, seat: number) => ReactNode;
}
type SeatInfo = Snapshot["seats"][number];

/** Who sits where: name, presence, whose turn it is, and how long it may take. */
export function SeatPlates({ snapshot, inTouch, sign }: PlatesProps) {
  return (
    <ul className={styles.plates} aria-label="Seats">
      {snapshot.seats.map((seat) => (
        <Plate key={seat.seat} seat={seat} snapshot={snapshot} inTouch={inTouch} sign={sign(snapshot, seat.seat)} />
      ))}
    </ul>
  );
}

interface PlateProps {
  readonly seat: SeatInfo;
  readonly snapshot: Snapshot;
  readonly inTouch: boolean;
  readonly sign: ReactNode;
}

function Plate({ seat, snapshot, inTouch, sign }: PlateProps) {
  const toMove = snapshot.toMove.includes(seat.seat);
  // The server gives back what an outage of its own takes: a clock that ran on would show a loss that is none.
  const stands = !inTouch || snapshot.saving === true;
  const timeLeft = useSeatTime(snapshot, seat.seat, stands);
  const isShort = toMove && !stands && timeLeft !== null && timeLeft <= 10_000;
  const open = seat.playerId === null;
  const names = namesOf(snapshot);
  return (
    <li className={styles.plate} data-to-move={toMove} data-open={open}>
      <span className={styles.sign}>{sign}</span>
      <span className={styles.words}>
        <span className={styles.name}>{open ? "Open seat" : names.plain(seat.seat)}</span>
        {inTouch || open ? (
          <PresenceLine seat={seat} isYou={names.isYou(seat.seat)} />
        ) : (
          <UnknownPresence isYou={names.isYou(seat.seat)} />
        )}
      </span>
      {timeLeft !== null && (
        <span className={styles.clock} data-short={isShort} role="timer" aria-label="Time left">
          {clockText(timeLeft)}
        </span>
      )}
    </li>
  );
}

const PRESENCE = { here: "here", away: "away", gone: "gone", empty: "waiting…" } as const;

function presenceWords({ presence }: SeatInfo, isYou: boolean): string {
  return isYou && presence === "here" ? "you" : PRESENCE[presence];
}

function PresenceLine({ seat, isYou }: { readonly seat: SeatInfo; readonly isYou: boolean }) {
  const graceLeft = useTimeLeft(seat.presence === "away" ? seat.graceEndsAt : null);
  return (
    <>
      <span className={styles.presence}>
        <span className={styles.dot} data-presence={seat.presence} />
        {presenceWords(seat, isYou)}
      </span>
      {graceLeft !== null && <span className={styles.held}>seat held {clockText(graceLeft)}</span>}
    </>
  );
}

/** Who was here before the connection was lost may be gone by now. */
function UnknownPresence({ isYou }: { readonly isYou: boolean }) {
  return (
    <span className={styles.presence} title="Not known until you are back in touch with the server">
      <span className={styles.dot} data-presence="unknown" />
      {isYou ? "you" : "not known"}
    </span>
  );
}
