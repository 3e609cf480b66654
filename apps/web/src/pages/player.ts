/** The name a page lets the visitor choose; fixed once the account behind it exists. */
export interface Player {
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly fixed: boolean;
}
