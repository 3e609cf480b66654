import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "./button.js";
import styles from "./confirm-dialog.module.css";

interface Question {
  readonly open: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly yes: string;
  readonly no: string;
  readonly onAnswer: (confirmed: boolean) => void;
}

/** Asks before something that cannot be undone. Escape means no. */
export function ConfirmDialog({ open, title, children, yes, no, onAnswer }: Question) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (open && !element?.open) element?.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby="question"
      onCancel={(event) => {
        event.preventDefault();
        onAnswer(false);
      }}
    >
      <div className={styles.body}>
        <h2 id="question">{title}</h2>
        <div className={styles.text}>{children}</div>
        <div className={styles.answers}>
          <Button autoFocus onClick={() => onAnswer(false)}>
            {no}
          </Button>
          <Button look="main" onClick={() => onAnswer(true)}>
            {yes}
          </Button>
        </div>
      </div>
    </dialog>
  );
}
