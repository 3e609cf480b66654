import type { MatchSummary } from "@holdfast/sdk";
import { ChevronRight } from "lucide-react";
import { Link } from "wouter";
import { titleOf } from "../tables/catalog.js";
import { GameArt } from "../tables/game-art.js";
import { Panel } from "../ui/panel.js";
import styles from "./home-matches.module.css";
import rows from "./match-row.module.css";
import { useMyMatches } from "./use-my-matches.js";
import { usePastMatches } from "./use-past-matches.js";

/** The matches this player is in, those that wait for them first. */
export function MyMatches() {
  const matches = useMyMatches();
  if (matches === null || matches.length === 0) return null;
  return (
    <Panel id="mine" title="Your matches" look="flat">
      <ul className={rows.list}>
        {matches.map((match) => (
          <li key={match.matchId}>
            <Link className={`${rows.row} ${styles.match}`} href={`/m/${match.matchId}`}>
              <MatchLine match={match} />
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The matches that are over, newest first: each can be watched again. */
export function PastMatches() {
  const matches = usePastMatches();
  if (matches.length === 0) return null;
  return (
    <Panel id="past" title="Played before" look="flat">
      <ul className={rows.list}>
        {matches.map((match) => (
          <li key={match.matchId}>
            <Link className={`${rows.row} ${styles.match}`} href={`/m/${match.matchId}/replay`}>
              <MatchLine match={match} />
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function MatchLine({ match }: { readonly match: MatchSummary }) {
  const others = match.seats.filter((seat) => seat.seat !== match.seat).map((seat) => seat.name);
  const named = others.filter((name) => name !== null);
  return (
    <>
      <span className={styles.art}>
        <GameArt game={match.game} />
      </span>
      <span className={rows.words}>
        <strong>{named.length === 0 ? "An open seat" : `With ${named.join(", ")}`}</strong>
        <span className={styles.game}>
          {titleOf(match.game)}
          {match.status === "open" && match.code !== null && ` · ${match.code}`}
        </span>
      </span>
      <span className={styles.turn} data-yours={match.yourTurn}>
        {turnWords(match)}
      </span>
      <ChevronRight size={18} aria-hidden="true" />
    </>
  );
}

function turnWords({ status, yourTurn, outcome, seat }: MatchSummary): string {
  if (status === "aborted") return "Called off";
  if (outcome !== null) return seat !== null && outcome.winners.includes(seat) ? "You won" : "Over";
  if (status === "open") return "Waiting";
  if (status === "paused") return "Paused";
  return yourTurn ? "Your turn" : "Their turn";
}
