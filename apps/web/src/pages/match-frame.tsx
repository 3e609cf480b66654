import type { Opening } from "../match/use-match.js";
import { useTrouble } from "../match/use-trouble.js";
import { tableOf } from "../tables/registry.js";
import { Banner } from "../ui/banner.js";
import { Button } from "../ui/button.js";
import { Notice } from "../ui/notice.js";
import { useTitle } from "../ui/use-title.js";
import { MatchRoom } from "./match-room.js";
import styles from "./room-layout.module.css";
import { RoomLayout } from "./room-layout.js";

/** A match on its way to the screen: an empty table until it is open, or why it cannot be. */
export function MatchFrame({ opening }: { readonly opening: Opening }) {
  if (opening.phase === "open") {
    const { match, reopen } = opening;
    return <MatchRoom match={match} table={tableOf(match.game)} reopen={reopen} />;
  }
  if (opening.phase === "opening") return <EmptyRoom />;
  // Only its address says which match is meant: when that is no address, asking again helps nobody.
  if (opening.refusal.code === "invalid_message")
    return <Notice title="This table did not open.">The address may have lost a piece on its way to you.</Notice>;
  return (
    <Notice title="This table did not open." actions={<Button onClick={opening.reopen}>Try again</Button>}>
      {opening.refusal.message}
    </Notice>
  );
}

/** The table before anything is known of it: its place is kept. */
function EmptyRoom() {
  const trouble = useTrouble(null, null);
  useTitle("Holdfast");
  return (
    <RoomLayout
      status="Opening the table…"
      note={trouble !== null && <Banner trouble={trouble} />}
      seats={null}
      board={<div className={styles.waiting} />}
      actions={null}
      log={null}
    />
  );
}
