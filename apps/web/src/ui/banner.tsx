import {
  type LucideIcon,
  CloudOff,
  DatabaseZap,
  LoaderCircle,
  MonitorSmartphone,
  PlugZap,
  ServerCog,
} from "lucide-react";
import { useEffect } from "react";
import type { Trouble, TroubleKind } from "../match/trouble.js";
import { announce } from "./announce.js";
import styles from "./banner.module.css";

const ICONS: Readonly<Record<TroubleKind, LucideIcon>> = {
  offline: CloudOff,
  elsewhere: MonitorSmartphone,
  refused: PlugZap,
  restarting: ServerCog,
  reconnecting: LoaderCircle,
  saving: DatabaseZap,
  "catching-up": LoaderCircle,
  closed: PlugZap,
};

export interface Remedy {
  readonly label: string;
  readonly act: () => void;
}
interface BannerProps {
  readonly trouble: Trouble;
  /** What can be done about it, if anything. */
  readonly remedy?: Remedy | null;
}

/** Says at once, in words, that the table is not live and why. It lies in a place that is kept free for it. */
export function Banner({ trouble, remedy = null }: BannerProps) {
  const { kind, title, detail } = trouble;
  useEffect(() => announce(`${title}. ${detail}`), [title, detail]);
  const Icon = ICONS[kind];
  return (
    <div className={styles.banner} data-trouble={kind} data-remedy={remedy !== null}>
      <Icon className={styles.icon} size={22} aria-hidden="true" data-turning={Icon === LoaderCircle} />
      <p className={styles.words}>
        <strong>{title}</strong> <span>{detail}</span>
      </p>
      {remedy !== null && (
        <button type="button" className={styles.act} onClick={remedy.act}>
          {remedy.label}
        </button>
      )}
    </div>
  );
}
