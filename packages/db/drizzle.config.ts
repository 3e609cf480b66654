import { defineConfig } from "drizzle-kit";

// The files themselves, not an index: drizzle-kit does not follow the `.js` in imports of TypeScript files.
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/schema/!(index).ts",
  out: "./migrations",
});
