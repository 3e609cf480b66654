/** The pages with a table: loaded when one is first needed, or when the home page has nothing else to do. */
export { ReplayPage, WatchReplayPage } from "./replay.js";
export { SeatPage } from "./seat.js";
export { WatchPage } from "./watch.js";
