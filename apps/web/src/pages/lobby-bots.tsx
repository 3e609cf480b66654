import type { Match } from "@holdfast/sdk";
import { useMatch as useSnapshot } from "@holdfast/sdk/react";
import { Bot, X } from "lucide-react";
import { Button } from "../ui/button.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { useTask } from "../ui/use-task.js";
import styles from "./lobby-bots.module.css";

/** For whoever made the match: gives empty seats to bots of the server, and takes them back. */
export function LobbyBots({ match }: { readonly match: Match }) {
  const snapshot = useSnapshot(match);
  const task = useTask();
  // Who makes a match sits in its first seat, or hosts it.
  if (snapshot === null || (match.seat !== 0 && match.role !== "host")) return null;
  const bots = snapshot.seats.filter(({ bot }) => bot === true);
  const ask = (work: () => Promise<unknown>) => task.run(async () => void (await work()));
  return (
    <div className={styles.bots}>
      <p>Nobody there? A bot of the server takes an empty seat.</p>
      <Button onClick={() => ask(() => match.addBot())} disabled={task.busy}>
        <Bot size={18} aria-hidden="true" />
        Add a bot
      </Button>
      {bots.map(({ seat, name }) => (
        <Button key={seat} look="quiet" onClick={() => ask(() => match.removeBot(seat))} disabled={task.busy}>
          <X size={16} aria-hidden="true" />
          Remove {name}
        </Button>
      ))}
      <RefusalLine refusal={task.refusal} />
    </div>
  );
}
