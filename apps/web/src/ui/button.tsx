import type { ComponentProps } from "react";
import styles from "./button.module.css";

interface Look {
  readonly look?: "main" | "plain" | "quiet";
}

/** A button. `main` is the one thing to do here, `plain` stands beside it, `quiet` stays in the background. */
export function Button({ look = "plain", className, type = "button", ...rest }: ComponentProps<"button"> & Look) {
  return (
    <button type={type} className={[styles.button, styles[look], className].filter(Boolean).join(" ")} {...rest} />
  );
}
