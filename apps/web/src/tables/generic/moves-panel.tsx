import type { Match, Snapshot } from "@holdfast/sdk";
import { Search } from "lucide-react";
import { useId, useMemo, useState } from "react";
import type { Moves } from "../../match/use-moves.js";
import { Button } from "../../ui/button.js";
import { RefusalLine } from "../../ui/refusal-line.js";
import { useTerms } from "./board.js";
import { GroupView } from "./group-view.js";
import { filtered, offerOf } from "./move-groups.js";
import styles from "./moves-panel.module.css";
import { MoveButton } from "./move-button.js";
import { useLegalMoves } from "./use-legal-moves.js";

interface PanelProps {
  readonly match: Match;
  readonly snapshot: Snapshot;
  readonly moves: Moves;
}

/** More than can be taken in at a glance: then they can be searched. */
const FILTERED_FROM = 16;

/** Every legal move of whoever sits here: as a button, or as a form where there are too many to list. */
export function MovesPanel({ match, snapshot, moves }: PanelProps) {
  const legal = useLegalMoves(match, snapshot);
  const terms = useTerms(snapshot, true);
  const [typed, setTyped] = useState("");
  const title = useId();
  const offer = useMemo(() => offerOf(legal.moves ?? { all: [] }, terms), [legal.moves, terms]);
  const shown = filtered(offer, offer.count >= FILTERED_FROM ? typed : "");
  const isBusy = moves.pending !== null || !legal.isCurrent;
  const play = isBusy ? null : moves.play;
  const isNothing = offer.plain.length + offer.groups.length === 0;
  return (
    <section className={styles.panel} aria-labelledby={title} aria-busy={isBusy} data-testid="moves">
      <h2 id={title}>Your moves</h2>
      {offer.count >= FILTERED_FROM && <FilterField typed={typed} onTyped={setTyped} />}
      {legal.refusal !== null && (
        <div className={styles.refused}>
          <RefusalLine refusal={legal.refusal} />
          <Button onClick={legal.retry}>Ask again</Button>
        </div>
      )}
      {isNothing && legal.refusal === null && (
        <p className={styles.nothing}>{legal.isCurrent ? "Nothing to do until others have moved." : "Looking…"}</p>
      )}
      {shown.plain.length > 0 && (
        <div className={styles.plain}>
          {shown.plain.map((offered) => (
            <MoveButton key={offered.key} offered={offered} moves={moves} play={play} look="plain" />
          ))}
        </div>
      )}
      {shown.groups.map((group) => (
        <GroupView key={group.type} group={group} moves={moves} play={play} terms={terms} view={snapshot.view} />
      ))}
    </section>
  );
}

function FilterField({ typed, onTyped }: { readonly typed: string; readonly onTyped: (typed: string) => void }) {
  return (
    <label className={styles.filter}>
      <Search size={17} aria-hidden="true" />
      <span className="unseen">Find a move</span>
      <input type="search" placeholder="Find a move" value={typed} onChange={(event) => onTyped(event.target.value)} />
    </label>
  );
}
