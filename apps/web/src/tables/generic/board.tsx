import type { Snapshot } from "@holdfast/sdk";
import { useMemo } from "react";
import { namesOf } from "../../match/seat-names.js";
import type { BoardProps } from "../game-table.js";
import styles from "./board.module.css";
import { type Plain, shallow } from "./json.js";
import { labelOf, plainWords } from "./label-words.js";
import { DEMAND_KEYS, demandsIn } from "./must-do.js";
import { type Entry, sectionsOf } from "./shape.js";
import { type Terms, termsOf } from "./terms.js";
import { SeatTable } from "./seat-table.js";
import { ValueView } from "./value-view.js";
import { vocabularyOf } from "./vocabulary.js";

const TOLD_APART = new Set(DEMAND_KEYS);

/** Any game's view, readable: what is one's own, the facts, then everything that needs room. */
export function GenericBoard({ snapshot }: BoardProps) {
  if (snapshot === null) return <div className={styles.board} data-waiting />;
  return <BoardOf snapshot={snapshot} />;
}

/** The words for what one snapshot shows, or for the moves that are possible in it. */
export function useTerms(snapshot: Snapshot, forMoves = false): Terms {
  return useMemo(() => {
    const vocabulary = vocabularyOf(snapshot.game);
    return termsOf({ names: namesOf(snapshot), vocabulary, view: viewOf(snapshot), forMoves });
  }, [snapshot, forMoves]);
}

/** Views of a game that this client does not know are JSON all the same. */
function viewOf({ view }: Snapshot): Plain {
  return shallow(view as unknown as Plain);
}

function BoardOf({ snapshot }: { readonly snapshot: Snapshot }) {
  const terms = useTerms(snapshot);
  const view = useMemo(() => viewOf(snapshot), [snapshot]);
  const { own, facts, bySeat, parts, aside, setup } = useMemo(() => sectionsOf(view, terms, TOLD_APART), [view, terms]);
  if (view === null) return <p className={styles.empty}>The table is set when every seat is taken.</p>;
  return (
    <div className={styles.board} data-testid="view">
      <Demands view={view} terms={terms} />
      {own.length > 0 && <Part title={ownTitle(own)} entries={own} terms={terms} look="own" />}
      {facts.length > 0 && <Facts entries={facts} terms={terms} />}
      {bySeat.length > 0 && <SeatTable columns={bySeat} terms={terms} />}
      {parts.map((entry) => (
        <Part key={entry[0]} title={labelOf(entry[0])} entries={[entry]} terms={terms} />
      ))}
      {aside.length > 0 && (
        <details className={styles.setup}>
          <summary>More of the table</summary>
          <ValueView value={Object.fromEntries(aside)} name="aside" terms={terms} />
        </details>
      )}
      {setup.map(([key, value]) => (
        <details key={key} className={styles.setup}>
          <summary>{labelOf(key)}</summary>
          <ValueView value={value} name={key} terms={terms} />
        </details>
      ))}
    </div>
  );
}

function ownTitle(own: readonly Entry[]): string {
  const [first] = own;
  return own.length === 1 && first !== undefined ? `Your ${plainWords(first[0])}` : "Yours";
}

function Demands({ view, terms }: { readonly view: Plain; readonly terms: Terms }) {
  const demands = demandsIn(view);
  if (demands.length === 0) return null;
  return (
    <ol className={styles.demands} aria-label="To be done before play goes on" data-testid="demands">
      {demands.map(({ seat, what, why }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same may be demanded twice, and only the place tells them apart
        <li key={at}>
          <strong>{seat === null ? "Somebody" : terms.names.subject(seat)}</strong> must {what}
          {why !== null && ` (${plainWords(why)})`}
        </li>
      ))}
    </ol>
  );
}

function Facts({ entries, terms }: { readonly entries: readonly Entry[]; readonly terms: Terms }) {
  return (
    <dl className={styles.facts}>
      {entries.map(([key, value]) => (
        <div key={key} className={styles.fact} data-field={key}>
          <dt>{labelOf(key)}</dt>
          <dd>
            <ValueView value={value} name={key} terms={terms} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What one's own cards say, for those who do not know them by heart. */
function Printed({ entries, terms }: Pick<PartProps, "entries" | "terms">) {
  const printed = [...terms.printed(entries.map(([, value]) => value))];
  if (printed.length === 0) return null;
  return (
    <details className={styles.printed}>
      <summary>What the cards say</summary>
      <dl>
        {printed.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

interface PartProps {
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly terms: Terms;
  readonly look?: "own";
}

function Part({ title, entries, terms, look }: PartProps) {
  const [first] = entries;
  return (
    <section className={styles.part} data-look={look} data-field={look === undefined ? first?.[0] : undefined}>
      <h2>{title}</h2>
      {entries.map(([key, value]) => (
        <div key={key} className={styles.entry}>
          {look === "own" && entries.length > 1 && <h3>{labelOf(key)}</h3>}
          <ValueView value={value} name={key} terms={terms} />
        </div>
      ))}
      {look === "own" && <Printed entries={entries} terms={terms} />}
    </section>
  );
}
