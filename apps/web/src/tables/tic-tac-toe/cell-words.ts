const PLACES = [
  "the top left",
  "the top",
  "the top right",
  "the left",
  "the centre",
  "the right",
  "the bottom left",
  "the bottom",
  "the bottom right",
];

/** Where a cell is, to be spoken: "the centre". */
export function placeOf(cell: number): string {
  return PLACES[cell] ?? `cell ${cell + 1}`;
}

/** Where a cell is, to begin a label with: "Centre". */
export function placeLabel(cell: number): string {
  const place = placeOf(cell).replace(/^the /, "");
  return place.charAt(0).toUpperCase() + place.slice(1);
}
