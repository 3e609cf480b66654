const KEY = /^[A-Za-z0-9_-]{22}$/;

/** The watch key in an observer link, or the text itself if it is one; null otherwise. */
export function watchKeyIn(typed: string): string | null {
  const text = typed.trim();
  const key = /\/w\/([^/?#\s]+)/.exec(text)?.[1] ?? text;
  return KEY.test(key) ? key : null;
}
