import type { Circuit } from "./circuit.js";
import type { SqlPort } from "./sql-port.js";

/** The same port, whose statements are watched by the circuit, and fail at once while storage is away. */
export function guardedPort(sql: SqlPort, circuit: Circuit): SqlPort {
  return {
    writers: sql.writers,
    write: (writer, text, params) => circuit.guard("write", () => sql.write(writer, text, params)),
    writeThenRead: (writer, write, read) => circuit.guard("write", () => sql.writeThenRead(writer, write, read)),
    read: (text, params) => circuit.guard("read", () => sql.read(text, params)),
    admin: (text, params) => circuit.guard("read", () => sql.admin(text, params)),
    probe: (patienceMs) => sql.probe(patienceMs),
    abandon: () => sql.abandon(),
    reclaim: () => sql.reclaim(),
    transaction: (work) => sql.transaction(work),
    close: async () => {
      circuit.close();
      await sql.close();
    },
  };
}
