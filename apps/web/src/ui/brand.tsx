/** Our mark: an anchor, drawn with three strokes. */
export function Brand() {
  return (
    <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="3" strokeLinecap="round">
        <circle cx="16" cy="10" r="3.5" />
        <path d="M16 13.5V25M8 18c0 4.500 3.500 7 8 7s8-2.500 8-7" />
      </g>
    </svg>
  );
}
