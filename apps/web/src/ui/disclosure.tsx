import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import styles from "./disclosure.module.css";

interface Titled {
  readonly icon: LucideIcon;
  readonly title: string;
}

/** What only some want to see, behind a line that says what it is. */
export function Disclosure({ icon: Icon, title, className, children, ...rest }: ComponentProps<"details"> & Titled) {
  return (
    <details className={className} {...rest}>
      <summary className={styles.title}>
        <Icon size={17} aria-hidden="true" />
        {title}
      </summary>
      {children}
    </details>
  );
}
