import { sql } from "drizzle-orm";
import { bigint, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/**
 * What all nodes go by. `scope` is `server` or a match id. Under the key `live` is the document of what is changed while
 * servers run: JSON, with the number of its last change as `version`. Everything else has no version.
 */
export const settings = pgTable(
  "settings",
  {
    scope: text("scope").notNull(),
    key: text("key").notNull(),
    value: text("value").notNull(),
    updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
    version: bigint("version", { mode: "number" }),
  },
  (table) => [
    primaryKey({ name: "settings_pk", columns: [table.scope, table.key] }),
    index("settings_version").on(table.version).where(sql`${table.version} is not null`),
  ],
);
