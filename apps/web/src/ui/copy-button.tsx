import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "./announce.js";
import { Button } from "./button.js";
import { copyText } from "./copy-text.js";

const SHOWN_MS = 1_800;

interface What {
  readonly text: string;
  readonly label: string;
  /** The label where there is room for only a part of it; `label` is then what is read out. */
  readonly short?: string;
  /** What was copied, as said afterwards: "Code copied". */
  readonly done: string;
  readonly Icon?: LucideIcon;
  readonly look?: "main" | "plain" | "quiet";
}

/** Copies `text` and says so, without changing its own size. */
export function CopyButton({ text, label, short, done, Icon = Copy, look = "plain" }: What) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const worked = await copyText(text);
    setCopied(worked);
    announce(worked ? done : `Copying did not work. ${text}`);
  };
  const Shown = copied ? Check : Icon;
  return (
    <Button look={look} onClick={() => void copy()} data-copied={copied} aria-label={label}>
      <Shown size={18} aria-hidden="true" />
      {short ?? label}
    </Button>
  );
}
