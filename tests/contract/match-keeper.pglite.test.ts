import { openEmbeddedStore } from "@holdfast/db";
import { matchKeeperContract } from "./match-keeper.js";

matchKeeperContract("the embedded store", () => openEmbeddedStore({ memory: true }));
