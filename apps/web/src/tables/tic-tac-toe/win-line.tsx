import styles from "./win-line.module.css";

const REACH = 0.62;

/** The stroke through three cells in a line. */
export function WinLine({ cells }: { readonly cells: readonly number[] }) {
  const [first = 0, , last = 0] = cells;
  const from = centreOf(first);
  const to = centreOf(last);
  const across = { x: Math.sign(to.x - from.x) * REACH, y: Math.sign(to.y - from.y) * REACH };
  return (
    <svg className={styles.line} viewBox="0 0 6 6" aria-hidden="true">
      <path pathLength={1} d={`M${from.x - across.x} ${from.y - across.y}L${to.x + across.x} ${to.y + across.y}`} />
    </svg>
  );
}

function centreOf(cell: number): { readonly x: number; readonly y: number } {
  return { x: (cell % 3) * 2 + 1, y: Math.floor(cell / 3) * 2 + 1 };
}
