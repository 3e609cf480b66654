import type { MatchSummary } from "@holdfast/sdk";
import { Eye, Search } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { startSession } from "../app/session.js";
import { useSession } from "../app/use-session.js";
import { seatKey } from "../match/match-keys.js";
import { keepMatch } from "../match/match-shelf.js";
import { titleOf } from "../tables/catalog.js";
import { GameArt } from "../tables/game-art.js";
import { Button } from "../ui/button.js";
import buttons from "../ui/button.module.css";
import { Panel } from "../ui/panel.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import styles from "./home-open.module.css";
import rows from "./match-row.module.css";
import type { Player } from "./player.js";
import { useOpenMatches } from "./use-open-matches.js";

/** Public tables with a free seat: to sit down at, or to watch. */
export function OpenMatches({ player }: { readonly player: Player }) {
  const { client } = useSession();
  const [isLooking, setLooking] = useState(false);
  const matches = useOpenMatches(isLooking);
  const [, goTo] = useLocation();
  const task = useTask();
  const join = (matchId: string) =>
    task.run(async () => {
      const match = await startSession(player.name).join(matchId);
      keepMatch(seatKey(match.id), match);
      goTo(`/m/${match.id}`);
    });
  // Nobody is bothered with an empty list who did not ask for it.
  if (client !== null && (matches === null || matches.length === 0)) return null;
  return (
    <Panel id="open" title="Open tables" look="flat">
      {matches === null && (
        <Button className={styles.look} onClick={() => setLooking(true)} disabled={isLooking}>
          <Search size={18} aria-hidden="true" />
          Look for open tables
        </Button>
      )}
      {matches?.length === 0 && <p className={styles.none}>There is none just now. Start one that anybody may find.</p>}
      <ul className={rows.list}>
        {(matches ?? []).map((match) => (
          <OpenLine key={match.matchId} match={match} busy={task.busy} onJoin={() => join(match.matchId)} />
        ))}
      </ul>
      {task.refusal !== null && <RefusalLine refusal={task.refusal} />}
    </Panel>
  );
}

interface LineProps {
  readonly match: MatchSummary;
  readonly busy: boolean;
  readonly onJoin: () => void;
}

function OpenLine({ match, busy, onJoin }: LineProps) {
  const names = match.seats.map(({ name }) => name).filter((name) => name !== null);
  const title = names.length === 0 ? "An empty table" : `At the table: ${names.join(", ")}`;
  return (
    <li className={`${rows.row} ${styles.match}`}>
      <span className={styles.art}>
        <GameArt game={match.game} />
      </span>
      <span className={rows.words}>
        <strong>{title}</strong>
        <span>
          {titleOf(match.game)} · {names.length} of {match.seats.length} seats taken
        </span>
      </span>
      <span className={styles.acts}>
        <Button look="main" disabled={busy} onClick={onJoin} aria-label={`Join. ${title}`}>
          Join
        </Button>
        <Link
          href={`/w/${match.matchId}`}
          className={[buttons.button, buttons.plain].join(" ")}
          aria-label={`Watch. ${title}`}
        >
          <Eye size={18} aria-hidden="true" />
        </Link>
      </span>
    </li>
  );
}
