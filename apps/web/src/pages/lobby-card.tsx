import type { Match } from "@holdfast/sdk";
import { Eye, Link2, Share2 } from "lucide-react";
import { Button } from "../ui/button.js";
import { CopyButton } from "../ui/copy-button.js";
import { LobbyBots } from "./lobby-bots.js";
import styles from "./lobby-card.module.css";

/** What to send to a friend while a seat is open. It takes the board's place. */
export function LobbyCard({ match }: { readonly match: Match }) {
  const { code, watchKey } = match;
  if (code === null) return <p className={styles.card}>This match has no code to share.</p>;
  const joinLink = `${location.origin}/j/${code}`;
  return (
    <section className={styles.card} aria-labelledby="code">
      <h2 id="code" className={styles.title}>
        Send this code to a friend
      </h2>
      <p className={styles.code} data-testid="code">
        {code}
      </p>
      <div className={styles.copy}>
        <CopyButton look="main" text={code} label="Copy code" done="Code copied." />
        <CopyButton text={joinLink} label="Copy link" done="Join link copied." Icon={Link2} />
        {"share" in navigator && <ShareButton url={joinLink} />}
      </div>
      <LobbyBots match={match} />
      {watchKey !== null && (
        <div className={styles.watch}>
          <p>Somebody who only wants to watch gets the observer link.</p>
          <CopyButton
            look="quiet"
            text={`${location.origin}/w/${watchKey}`}
            label="Copy observer link"
            done="Observer link copied."
            Icon={Eye}
          />
        </div>
      )}
    </section>
  );
}

function ShareButton({ url }: { readonly url: string }) {
  // A share sheet that is closed again rejects: nothing to tell anybody.
  const share = () => navigator.share({ title: "Play with me", url }).catch(() => undefined);
  return (
    <Button onClick={() => void share()}>
      <Share2 size={18} aria-hidden="true" />
      Share
    </Button>
  );
}
