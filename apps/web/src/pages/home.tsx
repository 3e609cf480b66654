import { useState } from "react";
import { useSession } from "../app/use-session.js";
import { Announcement } from "../ui/announcement.js";
import { useTitle } from "../ui/use-title.js";
import { PlayBot } from "./home-bot.js";
import { CreatePanel } from "./home-create.js";
import { JoinPanel } from "./home-join.js";
import { MyMatches, PastMatches } from "./home-matches.js";
import { OpenMatches } from "./home-open.js";
import { WatchPanel } from "./home-watch.js";
import styles from "./home.module.css";
import { useServerSettings } from "./use-server-settings.js";

/** Start, join, watch, or go back to a running match. */
export function HomePage() {
  const { client, name } = useSession();
  const [typedName, setTypedName] = useState(name);
  const player = { name: typedName, setName: setTypedName, fixed: client !== null };
  const settings = useServerSettings();
  useTitle("Holdfast");
  return (
    <div className={styles.home}>
      <Announcement text={settings?.announcement ?? null} />
      <div className={styles.hero}>
        <h1>Pull up a chair.</h1>
        <p>Start a match and send the code to a friend. If the train takes your signal, your seat is held.</p>
        <PlayBot player={player} />
      </div>
      <div className={styles.doors}>
        <CreatePanel player={player} closed={settings} />
        <div className={styles.side}>
          <JoinPanel player={player} />
          <WatchPanel />
          <MyMatches />
          <OpenMatches player={player} />
          <PastMatches />
        </div>
      </div>
    </div>
  );
}
