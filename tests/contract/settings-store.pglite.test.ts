import { openEmbeddedStore } from "@holdfast/db";
import { settingsStoreContract } from "./settings-store.js";

settingsStoreContract("the embedded store", () => openEmbeddedStore({ memory: true }));
