import { openEmbeddedStore } from "@holdfast/db";
import { matchStoreContract } from "./match-store.js";

matchStoreContract("the embedded store", () => openEmbeddedStore({ memory: true }));
