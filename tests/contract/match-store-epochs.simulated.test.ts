import { SimDatabase } from "../simulation/world/sim-database.js";
import { PLAIN_LINE, SimStore } from "../simulation/world/sim-store.js";
import { epochContract } from "./match-store-epochs.js";

epochContract("the simulated store", async () => {
  const database = new SimDatabase(() => Date.now());
  return {
    store: new SimStore(database, PLAIN_LINE),
    other: new SimStore(database, PLAIN_LINE),
    takeBack: async ({ matchId, version }) => void database.takeBack(matchId, version),
    promote: async () => database.promote(),
  };
});
