/**
 * Notes of stalls, for a thread of its own: nothing of the store is loaded here. Many nodes note on their Postgres, by a
 * connection made when it is needed; a node with an embedded database notes in a file, and reads it in at its next start.
 */
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import postgres from "postgres";
import type { Stall, StallNotes } from "./stall.js";

const NOTE = `
insert into rules_stalls (subject, actor_id, msg_id, node_id, at) values ($1, $2, $3, $4, $5::int8) on conflict do nothing`;
const ERASE = `
delete from rules_stalls where subject = $1 and actor_id = $2 and msg_id = $3 and node_id = $4`;

export function postgresStallNotes(url: string): StallNotes {
  const once = async (text: string, values: readonly (string | number)[]) => {
    const sql = postgres(url, { max: 1, prepare: false, fetch_types: false, connect_timeout: 1, onnotice: () => {} });
    try {
      await sql.unsafe(text, [...values]);
    } finally {
      await sql.end({ timeout: 0.2 });
    }
  };
  return {
    note: ({ subject, actorId, msgId, nodeId, at }) => once(NOTE, [subject, actorId, msgId, nodeId, at]),
    erase: ({ subject, actorId, msgId, nodeId }) => once(ERASE, [subject, actorId, msgId, nodeId]),
  };
}

export function fileStallNotes(path: string): StallNotes {
  return {
    async note(stall) {
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, `${JSON.stringify(stall)}\n`);
      sync(path);
    },
    async erase(stall) {
      const others = readStallFile(path).filter((noted) => !isSame(noted, stall));
      if (others.length === 0) rmSync(path, { force: true });
      else writeFileSync(path, others.map((noted) => `${JSON.stringify(noted)}\n`).join(""));
    },
  };
}

/** What a node that is no more has noted in its file; lines that were not finished are left out. */
export function readStallFile(path: string): readonly Stall[] {
  return textOf(path)
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Stall];
      } catch {
        return [];
      }
    });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function isSame(a: Stall, b: Stall): boolean {
  return a.subject === b.subject && a.actorId === b.actorId && a.msgId === b.msgId && a.nodeId === b.nodeId;
}

/** It must be on the disk before the process is ended. */
function sync(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}
