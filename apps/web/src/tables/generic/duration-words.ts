/** `1.5 s`, `30 s`, `2 min 5 s`, `1 h 10 min`. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 100) / 10;
  if (Math.abs(seconds) < 60) return `${seconds} s`;
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)];
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
