import { SimDatabase } from "../simulation/world/sim-database.js";
import { PLAIN_LINE, SimStore } from "../simulation/world/sim-store.js";
import { matchStoreContract } from "./match-store.js";

matchStoreContract("the simulated store", async () => new SimStore(new SimDatabase(() => Date.now()), PLAIN_LINE));
