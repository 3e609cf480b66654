import { useEffect, useState } from "react";

/**
 * What a question is answered, asked again every so often while the page is seen; null until it is known, or while there is
 * nothing to ask. What fails is asked again in its turn. Another `ask` asks at once.
 */
export function useRefreshed<T>(ask: (() => Promise<T>) | null, everyMs: number): T | null {
  const [known, setKnown] = useState<T | null>(null);
  useEffect(() => {
    if (ask === null) return;
    let wanted = true;
    const refresh = () => {
      if (document.hidden) return;
      ask().then(
        (answer) => wanted && setKnown(() => answer),
        () => undefined,
      );
    };
    refresh();
    const timer = setInterval(refresh, everyMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [ask, everyMs]);
  return known;
}
