/**
 * Appends to matches of a data directory without end and prints each acknowledged commit's hash, until it is killed.
 * Run as a process of its own: `embedded-writer.ts <data directory> <match id>…` after the matches were created.
 */
import { writeSync } from "node:fs";
import { openEmbeddedStore } from "@holdfast/db";
import { entryAfter, newMatch, tipAfter, tipOf } from "./stored-match.js";

const [dataDir = "", ...matchIds] = process.argv.slice(2);
const store = await openEmbeddedStore({ dataDir });
await Promise.all(matchIds.map(writeForEver));

async function writeForEver(matchId: string): Promise<void> {
  const match = newMatch({ facts: { matchId } });
  await store.createMatch(match);
  for (let tip = tipOf(match); ; ) {
    const entry = entryAfter(tip);
    const { status } = await store.append(entry);
    if (status !== "appended") throw new Error(`a commit was ${status}`);
    // Synchronous: what the parent reads was acknowledged, and nothing acknowledged stays in a buffer.
    writeSync(1, `${entry.commit.hash}\n`);
    tip = tipAfter(entry);
  }
}
