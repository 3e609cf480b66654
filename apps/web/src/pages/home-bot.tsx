import { Bot } from "lucide-react";
import { useLocation } from "wouter";
import { startSession } from "../app/session.js";
import { seatKey } from "../match/match-keys.js";
import { keepMatch } from "../match/match-shelf.js";
import { Button } from "../ui/button.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import styles from "./home-bot.module.css";
import type { Player } from "./player.js";

/** A match at once, without a friend: tic-tac-toe against a bot of the server. */
export function PlayBot({ player }: { readonly player: Player }) {
  const [, goTo] = useLocation();
  const task = useTask();
  const play = () =>
    task.run(async () => {
      const match = await startSession(player.name).create("tic-tac-toe", {});
      keepMatch(seatKey(match.id), match);
      // A table without the bot is still a table: its lobby can seat one.
      await match.addBot().finally(() => goTo(`/m/${match.id}`));
    });
  return (
    <div className={styles.line}>
      <Button onClick={play} disabled={task.busy}>
        <Bot size={18} aria-hidden="true" />
        Play against a bot
      </Button>
      <RefusalLine refusal={task.refusal} hint="Tic-tac-toe, at once, without a friend." />
    </div>
  );
}
