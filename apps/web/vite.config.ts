import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstLoadBudget } from "./first-load-budget.js";

const SERVER = process.env.HOLDFAST_SERVER ?? "http://localhost:3000";

export default defineConfig({
  plugins: [react(), firstLoadBudget({ aimKiB: 90, limitKiB: 130 })],
  build: { outDir: "dist", emptyOutDir: true, reportCompressedSize: false },
  server: { proxy: { "/trpc": { target: SERVER, ws: true } } },
});
