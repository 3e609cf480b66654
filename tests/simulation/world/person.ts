import type { Page } from "./page.js";

/** Somebody in a world, as the world itself needs to know them. */
export interface Person {
  readonly name: string;
  /** The page that counts; null while there is none. */
  readonly page: Page | null;
  /** The page that should be level once all is calm; null for who has no match to follow. */
  readonly following: Page | null;
  /** Still trying to get to the match. */
  readonly isOnTheWay: boolean;
  /** The calm begins: one page, which holds the seat. */
  settleDown(): void;
}
