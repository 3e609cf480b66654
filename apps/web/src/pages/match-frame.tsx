import type { Opening } from "../match/use-match.js";
import { useTrouble } from "../match/use-trouble.js";
import { tableOf, TABLES } from "../tables/registry.js";
import { Banner } from "../ui/banner.js";
import { Button } from "../ui/button.js";
import { Notice } from "../ui/notice.js";
import { useTitle } from "../ui/use-title.js";
import { MatchRoom } from "./match-room.js";
import { RoomLayout } from "./room-layout.js";

/** A match on its way to the screen: an empty table until it is open, or why it cannot be. */
export function MatchFrame({ opening }: { readonly opening: Opening }) {
  if (opening.phase === "open") {
    const table = tableOf(opening.match.game);
    if (table !== null) return <MatchRoom match={opening.match} table={table} reopen={opening.reopen} />;
    return <Notice title="This client has no table for that game.">The match goes on without it.</Notice>;
  }
  if (opening.phase === "opening") return <EmptyRoom />;
  return (
    <Notice title="This table did not open." actions={<Button onClick={opening.reopen}>Try again</Button>}>
      {opening.refusal.message}
    </Notice>
  );
}

/** The table before anything is known of it, in its final size. */
function EmptyRoom() {
  const trouble = useTrouble(null);
  const [table] = TABLES;
  useTitle("Holdfast");
  return (
    <RoomLayout
      status="Opening the table…"
      note={trouble !== null && <Banner trouble={trouble} />}
      seats={null}
      board={table === undefined ? null : <table.Board snapshot={null} moves={null} enabled={false} />}
      actions={null}
      log={null}
    />
  );
}
