import { TextField } from "../ui/text-field.js";
import type { Player } from "./player.js";

const LONGEST_NAME = 32;

/** The visitor's name. */
export function NameField({ player, id }: { readonly player: Player; readonly id: string }) {
  return (
    <TextField
      id={id}
      label={player.fixed ? "You play as" : "Your name"}
      value={player.name}
      maxLength={LONGEST_NAME}
      readOnly={player.fixed}
      autoComplete="nickname"
      onChange={(event) => player.setName(event.target.value)}
    />
  );
}
