import { useRef, type ClipboardEvent, type KeyboardEvent } from "react";
import styles from "./code-boxes.module.css";
import { CODE_LENGTH, lettersOf } from "./code-letters.js";

const POSITIONS = Array.from({ length: CODE_LENGTH }, (_, at) => at);

interface Boxes {
  /** What is typed so far, at most six letters. */
  readonly value: string;
  readonly onChange: (code: string) => void;
  /** Tells that the sixth letter is in. */
  readonly onFull: (code: string) => void;
  readonly wrong: boolean;
}

/** Six boxes for a join code. Typing moves on, backspace moves back, pasting fills them wherever the caret is. */
export function CodeBoxes({ value, onChange, onFull, wrong }: Boxes) {
  const boxes = useRef<(HTMLInputElement | null)[]>([]);
  const focus = (at: number) => boxes.current[Math.max(0, Math.min(at, CODE_LENGTH - 1))]?.focus();

  const put = (at: number, typed: string) => {
    const start = Math.min(at, value.length);
    const code = (value.slice(0, start) + typed + value.slice(start + typed.length)).slice(0, CODE_LENGTH);
    onChange(code);
    focus(start + typed.length);
    if (code.length === CODE_LENGTH && start + typed.length >= CODE_LENGTH) onFull(code);
  };
  const onPaste = (at: number) => (event: ClipboardEvent) => {
    event.preventDefault();
    const pasted = lettersOf(event.clipboardData.getData("text"));
    if (pasted !== "") put(pasted.length >= CODE_LENGTH ? 0 : at, pasted.slice(0, CODE_LENGTH));
  };
  const onKeyDown = (at: number) => (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") focus(at - 1);
    if (event.key === "ArrowRight") focus(at + 1);
    if (event.key !== "Backspace") return;
    event.preventDefault();
    const gone = value[at] === undefined ? Math.min(at, value.length) - 1 : at;
    onChange(value.slice(0, Math.max(0, gone)) + value.slice(gone + 1));
    focus(gone);
  };

  return (
    <fieldset className={styles.boxes} data-wrong={wrong}>
      <legend className="unseen">Code of the match, six letters or digits</legend>
      {POSITIONS.map((at) => (
        <input
          key={at}
          ref={(box) => {
            boxes.current[at] = box;
          }}
          className={styles.box}
          value={value[at] ?? ""}
          aria-label={`Character ${at + 1} of ${CODE_LENGTH}`}
          aria-invalid={wrong}
          autoCapitalize="characters"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          inputMode="text"
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            const typed = lettersOf(event.target.value.replace(value[at] ?? "", "") || event.target.value);
            if (typed !== "") put(at, typed);
          }}
          onKeyDown={onKeyDown(at)}
          onPaste={onPaste(at)}
        />
      ))}
    </fieldset>
  );
}
