import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, Pause, Play } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.js";
import styles from "./controls.module.css";
import { type Player, type Speed, SPEEDS } from "./use-player.js";

/** A slider over all versions, steps to both sides, and playing on by itself. */
export function Controls({ player }: { readonly player: Player }) {
  const { at, newest, playing, speed, goTo, toggle, setSpeed } = player;
  return (
    <div className={styles.controls} role="group" aria-label="Replay">
      <input
        className={styles.slider}
        type="range"
        min={1}
        max={newest}
        value={at}
        aria-label="Version"
        aria-valuetext={`${at} of ${newest}`}
        onChange={(event) => goTo(Number(event.target.value))}
      />
      <div className={styles.row}>
        <Step label="To the beginning" disabled={at <= 1} onStep={() => goTo(1)}>
          <ChevronFirst size={20} aria-hidden="true" />
        </Step>
        <Step label="One back" disabled={at <= 1} onStep={() => goTo(at - 1)}>
          <ChevronLeft size={20} aria-hidden="true" />
        </Step>
        <Button look="main" className={styles.step} aria-label={playing ? "Pause" : "Play"} onClick={toggle}>
          {playing ? <Pause size={20} aria-hidden="true" /> : <Play size={20} aria-hidden="true" />}
        </Button>
        <Step label="One on" disabled={at >= newest} onStep={() => goTo(at + 1)}>
          <ChevronRight size={20} aria-hidden="true" />
        </Step>
        <Step label="To the end" disabled={at >= newest} onStep={() => goTo(newest)}>
          <ChevronLast size={20} aria-hidden="true" />
        </Step>
        <label className={styles.speed}>
          <span className="unseen">Speed</span>
          <select value={speed} onChange={(event) => setSpeed(Number(event.target.value) as Speed)}>
            {SPEEDS.map((each) => (
              <option key={each} value={each}>
                {each}×
              </option>
            ))}
          </select>
        </label>
      </div>
    </div>
  );
}

interface StepProps {
  readonly label: string;
  readonly disabled: boolean;
  readonly onStep: () => void;
  readonly children: ReactNode;
}

function Step({ label, disabled, onStep, children }: StepProps) {
  return (
    <Button className={styles.step} aria-label={label} title={label} disabled={disabled} onClick={onStep}>
      {children}
    </Button>
  );
}
