import { ArrowRight, Clock, Users } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { startSession } from "../app/session.js";
import { seatKey } from "../match/match-keys.js";
import { keepMatch } from "../match/match-shelf.js";
import { TABLES, tableOf } from "../tables/registry.js";
import { Button } from "../ui/button.js";
import { Panel } from "../ui/panel.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import styles from "./home-create.module.css";
import { NameField } from "./name-field.js";
import type { Player } from "./player.js";
import { useServedGames } from "./use-served-games.js";

/** Pick a game, say who you are, and open a match. */
export function CreatePanel({ player }: { readonly player: Player }) {
  const [picked, setPicked] = useState(TABLES[0]);
  const served = useServedGames();
  const [, goTo] = useLocation();
  const task = useTask();
  const create = () =>
    task.run(async () => {
      if (picked === undefined) return;
      const match = await startSession(player.name).create(picked.id, picked.options);
      keepMatch(seatKey(match.id), match);
      goTo(`/m/${match.id}`);
    });
  return (
    <Panel id="create" title="Start a match">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <fieldset className={styles.games}>
          <legend className="unseen">Game</legend>
          {TABLES.map(({ id, title, summary, players, minutes, Art }) => (
            <label key={id} className={styles.game} data-served={served === null || served.has(id)}>
              <input
                className="unseen"
                type="radio"
                name="game"
                value={id}
                checked={id === picked?.id}
                onChange={() => setPicked(tableOf(id) ?? undefined)}
              />
              <span className={styles.art}>
                <Art />
              </span>
              <span className={styles.words}>
                <strong>{title}</strong>
                <span>{summary}</span>
                <span className={styles.facts}>
                  <Users size={15} aria-hidden="true" /> {players}
                  <Clock size={15} aria-hidden="true" /> {minutes}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <NameField player={player} id="name" />
        <div className={styles.go}>
          <Button look="main" type="submit" disabled={task.busy}>
            Create match
            <ArrowRight size={18} aria-hidden="true" />
          </Button>
          <RefusalLine refusal={task.refusal} />
        </div>
      </form>
    </Panel>
  );
}
