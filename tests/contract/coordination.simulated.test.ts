import { coordinationOver, SharedCoordination } from "../simulation/world/sim-coordination.js";
import { coordinationContract } from "./coordination.js";

coordinationContract("the simulated coordination", async ({ clock, dedupeWindowMs }) =>
  coordinationOver(new SharedCoordination(clock, dedupeWindowMs), {
    clock,
    ask: (command) => Promise.resolve().then(command),
    note: () => {},
    reach: (run) => run(),
    carry: (_wakeup, deliver) => queueMicrotask(deliver),
  }),
);
