import type { ReactNode } from "react";
import { Link } from "wouter";
import buttons from "./button.module.css";
import styles from "./notice.module.css";

interface NoticeProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What else can be done here, beside going home. */
  readonly actions?: ReactNode;
}

/** A page that says one thing and shows the way home. */
export function Notice({ title, children, actions }: NoticeProps) {
  return (
    <section className={styles.notice}>
      <h1>{title}</h1>
      <p>{children}</p>
      <div className={styles.actions}>
        {actions}
        <Link href="/" className={[buttons.button, buttons.plain].join(" ")}>
          Go to the home page
        </Link>
      </div>
    </section>
  );
}
