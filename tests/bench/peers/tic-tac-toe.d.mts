export interface PeerTable {
  readonly board: readonly ("X" | "O" | null)[];
  readonly game: number;
  readonly wins: readonly number[];
  readonly draws: number;
  readonly over: boolean;
}
export function freshTable(bestOf: number): PeerTable;
export function playCell(table: PeerTable, seat: number, cell: number): boolean;
