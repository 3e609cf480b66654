import { createMemoryCoordination } from "../../apps/server/src/memory/index.js";
import { coordinationContract } from "./coordination.js";

coordinationContract("coordination in memory", async (options) => createMemoryCoordination(options));
