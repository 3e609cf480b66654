import { Moon, Sun, SunMoon } from "lucide-react";
import { useState } from "react";
import { chooseTheme, storedTheme, THEMES, type Theme } from "../app/theme.js";
import styles from "./theme-switch.module.css";

const LOOKS = {
  system: { Icon: SunMoon, label: "Like the system" },
  light: { Icon: Sun, label: "Light" },
  dark: { Icon: Moon, label: "Dark" },
} as const;

/** System, light or dark. */
export function ThemeSwitch() {
  const [chosen, setChosen] = useState<Theme>(storedTheme);
  const choose = (theme: Theme) => {
    chooseTheme(theme);
    setChosen(theme);
  };
  return (
    <fieldset className={styles.switch}>
      <legend className="unseen">Colours</legend>
      {THEMES.map((theme) => {
        const { Icon, label } = LOOKS[theme];
        return (
          <label key={theme} className={styles.choice} title={label}>
            <input
              className="unseen"
              type="radio"
              name="theme"
              checked={theme === chosen}
              onChange={() => choose(theme)}
            />
            <Icon size={17} aria-hidden="true" />
            <span className="unseen">{label}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
