import type { Match, MatchSettings } from "@holdfast/sdk";
import { useMatchSettings } from "@holdfast/sdk/react";
import { Settings2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../ui/button.js";
import { Disclosure } from "../ui/disclosure.js";
import fields from "../ui/field.module.css";
import { RefusalLine } from "../ui/refusal-line.js";
import { TextField } from "../ui/text-field.js";
import { TickBox } from "../ui/tick-box.js";
import { useTask } from "../ui/use-task.js";
import styles from "./match-settings.module.css";

interface SettingsProps {
  readonly match: Match;
  readonly hasBots: boolean;
}

/** For whoever made the match: what it is called, who may watch, how long its bots take. Everybody is told at once. */
export function MatchSettingsPanel({ match, hasBots }: SettingsProps) {
  const now = useMatchSettings(match)?.match.values;
  const task = useTask();
  const change = (patch: Partial<MatchSettings>) => task.run(async () => void (await match.changeSettings(patch)));
  // Who makes a match sits in its first seat, or hosts it.
  if (match.seat !== 0 && match.role !== "host") return null;
  return (
    <Disclosure icon={Settings2} title="Settings of this match" className={styles.settings}>
      <TitleForm title={now?.title ?? ""} busy={task.busy} onSet={(title) => change({ title })} />
      <TickBox
        disabled={task.busy}
        checked={now?.watching !== "closed"}
        onTick={(isOpen) => change({ watching: isOpen ? "open" : "closed" })}
      >
        Others may watch
      </TickBox>
      {hasBots && <BotPace delayMs={now?.botDelayMs ?? null} busy={task.busy} onSet={change} />}
      <RefusalLine refusal={task.refusal} />
    </Disclosure>
  );
}

interface TitleProps {
  readonly title: string;
  readonly busy: boolean;
  readonly onSet: (title: string | null) => void;
}

function TitleForm({ title, busy, onSet }: TitleProps) {
  const [typed, setTyped] = useState(title);
  useEffect(() => setTyped(title), [title]);
  const wanted = typed.trim();
  return (
    <form
      className={styles.title}
      onSubmit={(event) => {
        event.preventDefault();
        onSet(wanted === "" ? null : wanted);
      }}
    >
      <TextField
        id="match-title"
        label="Title, for everybody here"
        maxLength={80}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" disabled={busy || wanted === title}>
        Set
      </Button>
    </form>
  );
}

const PACES: readonly (readonly [ms: number | null, words: string])[] = [
  [null, "as the server says"],
  [0, "at once"],
  [600, "quickly"],
  [2_000, "at ease"],
  [5_000, "slowly"],
];

interface PaceProps {
  readonly delayMs: number | null;
  readonly busy: boolean;
  readonly onSet: (patch: Pick<MatchSettings, "botDelayMs">) => void;
}

function BotPace({ delayMs, busy, onSet }: PaceProps) {
  const isUsual = PACES.some(([ms]) => ms === delayMs);
  const paces = isUsual ? PACES : [...PACES, [delayMs, `${delayMs} ms a move`] as const];
  return (
    <label className={styles.pace}>
      <span>Bots play</span>
      <select
        className={fields.control}
        disabled={busy}
        value={String(delayMs)}
        onChange={(event) => onSet({ botDelayMs: event.target.value === "null" ? null : Number(event.target.value) })}
      >
        {paces.map(([ms, words]) => (
          <option key={String(ms)} value={String(ms)}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
