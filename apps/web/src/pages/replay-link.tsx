import { History } from "lucide-react";
import { Link, useLocation } from "wouter";
import buttons from "../ui/button.module.css";

interface LinkProps {
  readonly look: "plain" | "quiet";
  /** What goes on can only be looked back at. */
  readonly isOver: boolean;
}

/** From a table to the same match, move by move. */
export function ReplayLink({ look, isOver }: LinkProps) {
  const [here] = useLocation();
  return (
    <Link href={`${here}/replay`} className={[buttons.button, buttons[look]].join(" ")}>
      <History size={18} aria-hidden="true" />
      {isOver ? "Watch it again" : "Look back"}
    </Link>
  );
}
