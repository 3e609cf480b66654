import { Megaphone } from "lucide-react";
import { useEffect } from "react";
import { announce } from "./announce.js";
import styles from "./announcement.module.css";

/** What whoever runs the server says to everybody; nothing while that is nothing. */
export function Announcement({ text }: { readonly text: string | null }) {
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
  if (text === null) return null;
  return (
    <p className={styles.line} data-testid="announcement">
      <Megaphone size={18} aria-hidden="true" />
      <span>{text}</span>
    </p>
  );
}
