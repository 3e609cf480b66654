import { describe, expect, test } from "vitest";
import { migrationFindings } from "../../scripts/check/migrations.js";

const RELEASED = { path: "kept/0000_first.sql", text: 'CREATE TABLE "matches" ("match_id" uuid);' };
const SAME = { path: "packages/db/migrations/0000_first.sql", text: RELEASED.text };

function findings(...statements: readonly string[]): readonly string[] {
  const text = statements.join("--> statement-breakpoint\n");
  const fresh = { path: "packages/db/migrations/0001_next.sql", text };
  return migrationFindings([SAME, fresh], [RELEASED]).map(({ line, message }) => `${line}: ${message}`);
}

describe("a migration that the build before this one survives passes", () => {
  test.each([
    'ALTER TABLE "matches" ADD COLUMN "note" text;',
    'ALTER TABLE "matches" ADD COLUMN "note" text DEFAULT \'\' NOT NULL;',
    'ALTER TABLE "matches" ADD COLUMN "a" text, ADD COLUMN "b" integer DEFAULT 0 NOT NULL;',
    'CREATE INDEX "matches_note" ON "matches" USING btree ("note");',
    '-- Room on the page.\nALTER TABLE "matches" SET (fillfactor = 60);',
    'ALTER TABLE "matches" ALTER COLUMN "note" DROP NOT NULL;',
    '-- safe beside the previous build: nothing of it writes this column\nALTER TABLE "matches" DROP COLUMN "note";',
  ])("[DU9.1] %s", (statement) => {
    expect(findings(statement)).toEqual([]);
  });

  test("[DU9.1] whatever is done to a table that the same release brings", () => {
    const create = 'CREATE TABLE "notes" ("match_id" uuid NOT NULL);';
    const unique = 'CREATE UNIQUE INDEX "notes_match" ON "notes" USING btree ("match_id");';
    const key = 'ALTER TABLE "notes" ADD CONSTRAINT "fk" FOREIGN KEY ("match_id") REFERENCES "matches"("match_id");';
    expect(findings(create, unique, key)).toEqual([]);
  });
});

describe("a migration that it may not survive is found", () => {
  test.each([
    'DROP TABLE "matches";',
    'ALTER TABLE "matches" DROP COLUMN "code";',
    'ALTER TABLE "matches" RENAME COLUMN "code" TO "alias";',
    'ALTER TABLE "matches" RENAME TO "games";',
    'ALTER TABLE "matches" ADD COLUMN "note" text NOT NULL;',
    'ALTER TABLE "matches" ADD COLUMN "a" text, ADD COLUMN "b" integer NOT NULL;',
    'ALTER TABLE "matches" ADD COLUMN "a" text, DROP COLUMN "code";',
    'ALTER TABLE "matches" ALTER COLUMN "code" SET NOT NULL;',
    'ALTER TABLE "matches" ALTER COLUMN "code" SET DATA TYPE integer;',
    'ALTER TABLE "matches" ADD CONSTRAINT "short" CHECK (length("code") < 6);',
    'CREATE UNIQUE INDEX "matches_code" ON "matches" USING btree ("code");',
    'UPDATE "matches" SET "code" = null;',
    "TRUNCATE matches;",
    "-- safe beside the previous build:\nDROP INDEX matches_code;",
  ])("[DU9.1] %s", (statement) => {
    expect(findings(statement)).toHaveLength(1);
  });

  test("[DU9.1] and said where: in the second statement, on its line", () => {
    expect(findings("CREATE INDEX a ON matches (x);\n", "DROP INDEX a;")).toEqual([
      "3: may break the build before this one: DROP INDEX a;",
    ]);
  });

  test("[DU9.1] one that was released and is edited or gone", () => {
    expect(migrationFindings([{ ...SAME, text: `${SAME.text} ` }], [RELEASED])).toHaveLength(1);
    expect(migrationFindings([], [RELEASED])).toHaveLength(1);
    expect(migrationFindings([SAME], [RELEASED])).toEqual([]);
  });
});
