import type { GameId, GameSummary, ServerSettings } from "@holdfast/sdk";
import { ArrowRight, Clock, Users } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { startSession } from "../app/session.js";
import { seatKey } from "../match/match-keys.js";
import { keepMatch } from "../match/match-shelf.js";
import type { Refusal } from "../match/refusal.js";
import { extrasOf, playersOf } from "../tables/catalog.js";
import { GameArt } from "../tables/game-art.js";
import { Button } from "../ui/button.js";
import { Panel } from "../ui/panel.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import styles from "./home-create.module.css";
import { NO_OBJECT, optionsIn, type Setup, usualSetup } from "./match-setup.js";
import { NameField } from "./name-field.js";
import type { Player } from "./player.js";
import { SetupFields } from "./setup-fields.js";
import { useServedGames } from "./use-served-games.js";

interface PanelProps {
  readonly player: Player;
  /** Which games nobody begins a match of just now, as the server says; null: it has not said. */
  readonly closed: ServerSettings | null;
}

/** Pick a game, say who you are, and open a match. */
export function CreatePanel({ player, closed }: PanelProps) {
  const served = useServedGames();
  const [pickedId, setPicked] = useState<string | null>(null);
  const [setups, setSetups] = useState<Readonly<Record<string, Setup>>>({});
  const [, goTo] = useLocation();
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const task = useTask();
  const picked = served?.find(({ id }) => id === pickedId) ?? served?.[0];
  const setup = picked === undefined ? undefined : (setups[picked.id] ?? usualSetup(picked));
  const shut = picked === undefined || closed === null ? null : whyShut(closed, picked);
  const create = () => {
    if (picked === undefined || setup === undefined) return;
    const options = optionsIn(setup.options);
    setWrong(options === null ? NO_OBJECT : null);
    if (options === null) return;
    task.run(async () => {
      const match = await createdMatch(player.name, picked, { ...setup, options: { ...setup.chosen, ...options } });
      keepMatch(seatKey(match.id), match);
      goTo(`/m/${match.id}`);
    });
  };
  return (
    <Panel id="create" title="Start a match">
      <form
        className={styles.form}
        // What is wrong with an option the server says: a field in a part that is closed could not.
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <fieldset className={styles.games} aria-busy={served === null}>
          <legend className="unseen">Game</legend>
          {(served ?? []).map((game) => (
            <GameChoice key={game.id} game={game} checked={game === picked} onPick={() => setPicked(game.id)} />
          ))}
        </fieldset>
        {picked !== undefined && setup !== undefined && (
          <SetupFields
            key={picked.id}
            game={picked}
            setup={setup}
            onChange={(changed) => setSetups((before) => ({ ...before, [picked.id]: changed }))}
          />
        )}
        <NameField player={player} id="name" />
        <div className={styles.go}>
          <Button look="main" type="submit" disabled={task.busy || picked === undefined || shut !== null}>
            Create match
            <ArrowRight size={18} aria-hidden="true" />
          </Button>
          <RefusalLine refusal={wrong ?? task.refusal} {...(shut === null ? {} : { hint: shut })} />
        </div>
      </form>
    </Panel>
  );
}

function whyShut({ newMatches, closedGames }: ServerSettings, { id, title }: GameSummary): string | null {
  if (newMatches === "closed") return "No new matches can be started just now. Those that are running go on.";
  return closedGames.includes(id) ? `No new match of ${title} can be started just now.` : null;
}

type Wanted = Omit<Setup, "options" | "chosen"> & { readonly options: Readonly<Record<string, unknown>> };

function createdMatch(name: string, { id, seats }: GameSummary, { options, hosts, isPublic, ...rest }: Wanted) {
  // The server offers the game and checks the options: this client need not know either.
  return startSession(name).create(id as GameId, options, {
    ...(seats.max > seats.min ? { seats: rest.seats } : {}),
    ...(hosts ? { as: "host" } : {}),
    ...(isPublic ? { visibility: "public" } : {}),
  });
}

interface ChoiceProps {
  readonly game: GameSummary;
  readonly checked: boolean;
  readonly onPick: () => void;
}

function GameChoice({ game, checked, onPick }: ChoiceProps) {
  const { id, title, summary } = game;
  const { minutes } = extrasOf(id);
  return (
    <label className={styles.game}>
      <input className="unseen" type="radio" name="game" value={id} checked={checked} onChange={onPick} />
      <span className={styles.art}>
        <GameArt game={id} />
      </span>
      <span className={styles.words}>
        <strong>{title}</strong>
        <span className={styles.summary}>{summary}</span>
        <span className={styles.facts}>
          <Users size={15} aria-hidden="true" /> {playersOf(game)}
          {minutes !== null && (
            <>
              <Clock size={15} aria-hidden="true" /> {minutes}
            </>
          )}
        </span>
      </span>
    </label>
  );
}
