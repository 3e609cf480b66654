import { History } from "lucide-react";
import { Link, useLocation } from "wouter";
import buttons from "../ui/button.module.css";

/** From a table to the same match watched again. */
export function ReplayLink({ look }: { readonly look: "plain" | "quiet" }) {
  const [here] = useLocation();
  return (
    <Link href={`${here}/replay`} className={[buttons.button, buttons[look]].join(" ")}>
      <History size={18} aria-hidden="true" />
      Watch it again
    </Link>
  );
}
