import type { Connection } from "@holdfast/sdk";
import { useSession } from "../app/use-session.js";
import { useConnection } from "@holdfast/sdk/react";
import { useOnline } from "../match/use-online.js";
import styles from "./network-dot.module.css";

/** A quiet dot with the round-trip time; hollow while there is no connection. */
export function NetworkDot() {
  const { client } = useSession();
  const connection = useConnection(client);
  const online = useOnline();
  if (connection === null) return null;
  const live = online && connection.status === "live";
  const words = live ? `Connected, ${Math.round(latency(connection))} ms` : "Not connected";
  return (
    <span className={styles.network} data-live={live} title={words}>
      <span className={styles.dot} />
      <span className={styles.time} aria-hidden="true">
        {live ? `${Math.round(latency(connection))} ms` : "–"}
      </span>
      <span className="unseen">{words}</span>
    </span>
  );
}

function latency(connection: Connection): number {
  return connection.status === "live" ? connection.latencyMs : 0;
}
