import { IntegrityFault } from "@holdfast/engine";

/** Where a JSON text is stored. */
export interface Place {
  readonly matchId: string;
  readonly version: number;
  readonly column: string;
}

/** What a JSON column holds. @throws IntegrityFault, without the text, when it is not JSON any more. */
export function storedJson<T>(text: string, { matchId, version, column }: Place): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new IntegrityFault(matchId, version, `its ${column} is not JSON`);
  }
}
