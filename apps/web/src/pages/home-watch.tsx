import { Eye } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../ui/button.js";
import { Panel } from "../ui/panel.js";
import { RefusalLine } from "../ui/refusal-line.js";
import { TextField } from "../ui/text-field.js";
import styles from "./home-watch.module.css";
import { watchKeyIn } from "./watch-key-in.js";

const NOT_A_LINK = { code: "invalid_message", message: "That is not an observer link." };

/** Watch a match whose observer link somebody sent. */
export function WatchPanel() {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const [, goTo] = useLocation();
  const watch = () => {
    const key = watchKeyIn(typed);
    setWrong(key === null);
    if (key !== null) goTo(`/w/${key}`);
  };
  return (
    <Panel id="watch" title="Watch">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          watch();
        }}
      >
        <TextField
          id="watch-link"
          label="Observer link or key"
          placeholder="https://…/w/…"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(false);
          }}
        />
        <Button type="submit" disabled={typed.trim() === ""}>
          <Eye size={18} aria-hidden="true" />
          Watch
        </Button>
      </form>
      {wrong && <RefusalLine refusal={NOT_A_LINK} />}
    </Panel>
  );
}
