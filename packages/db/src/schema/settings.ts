import { bigint, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/** Settings changed while running. `scope` is `server` or a match id; `value` is JSON. */
export const settings = pgTable(
  "settings",
  {
    scope: text("scope").notNull(),
    key: text("key").notNull(),
    value: text("value").notNull(),
    updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ name: "settings_pk", columns: [table.scope, table.key] })],
);
