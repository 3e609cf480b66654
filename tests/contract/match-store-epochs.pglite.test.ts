import { openEmbeddedStore, type SqlMatchStore } from "@holdfast/db";
import { changeTimeline, type RunStatement, takeBackLog } from "../support/take-back.js";
import { epochContract } from "./match-store-epochs.js";

epochContract("the embedded store", async () => {
  const store = await openEmbeddedStore({ memory: true });
  // There is one connection to such a database, and only its store has it.
  const { sql } = store as unknown as { readonly sql: { write(writer: number, ...of: unknown[]): Promise<unknown> } };
  const run: RunStatement = (text, params) => sql.write(0, text, params);
  const other = new Proxy(store as SqlMatchStore, {
    get: (target, name) => (name === "close" ? async () => {} : Reflect.get(target, name, target)),
  });
  return { store, other, takeBack: (to) => takeBackLog(run, to), promote: () => changeTimeline(run) };
});
