import type { ReactNode } from "react";
import styles from "./panel.module.css";

interface PanelProps {
  readonly title: string;
  readonly id: string;
  readonly children: ReactNode;
  /** `flat` lies on the page, `raised` stands out from it. */
  readonly look?: "raised" | "flat";
}

/** A titled part of a page. */
export function Panel({ title, id, children, look = "raised" }: PanelProps) {
  return (
    <section className={styles.panel} data-look={look} aria-labelledby={id}>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      {children}
    </section>
  );
}
