/** The load generator: a process of its own that plays whatever the bench asks for over its IPC channel. */
import type { Argument, CallName, Calls, Request, Response, Setup } from "./calls.js";
import type { Driver, DriverOptions } from "./driver.js";
import { boardgameIoDriver } from "./drivers/boardgame-io.js";
import { colyseusDriver } from "./drivers/colyseus.js";
import { holdfastDriver } from "./drivers/holdfast.js";
import { rawWsDriver } from "./drivers/raw-ws.js";
import { socketIoDriver } from "./drivers/socket-io.js";
import { stockTrpcDriver } from "./drivers/stock-trpc.js";
import { FloorOfTables } from "./floor-of-tables.js";

const DRIVERS: Readonly<Record<string, (options: DriverOptions) => Driver>> = {
  raw: rawWsDriver,
  "boardgame.io": boardgameIoDriver,
  colyseus: colyseusDriver,
  "socket.io": socketIoDriver,
  trpc: stockTrpcDriver,
  holdfast: holdfastDriver,
};

let floor: FloorOfTables | null = null;

function theFloor(): FloorOfTables {
  if (floor === null) throw new Error("set up first");
  return floor;
}

const calls: Calls = {
  setup: async (setup: Setup) => {
    const driver = DRIVERS[setup.contender];
    if (driver === undefined) throw new Error(`no driver speaks to ${setup.contender}`);
    floor = new FloorOfTables(driver(setup), setup);
    return null;
  },
  open: (tables) =>
    theFloor()
      .open(tables)
      .then(() => null),
  rematch: (times) => theFloor().rematch(times),
  play: (plan) => theFloor().play(plan),
  observe: (observers) =>
    theFloor()
      .observe(observers)
      .then(() => null),
  fanOut: (plan) => theFloor().fanOut(plan),
  faults: async () => theFloor().faults,
  waitingFor: async () => theFloor().waitingFor,
};

function run<N extends CallName>(name: N, argument: unknown): Promise<unknown> {
  const call = calls[name] as (argument: Argument<N>) => Promise<unknown>;
  return call(argument as Argument<N>);
}

function answer(response: Response): void {
  process.send?.(response);
}

process.on("message", ({ id, name, argument }: Request) => {
  run(name, argument).then(
    (value) => answer({ id, value }),
    (why: unknown) => answer({ id, error: why instanceof Error ? why.message : String(why) }),
  );
});
process.on("disconnect", () => process.exit(0));
