/** The thread in which bots think: it has rules of its own and nothing of any match but what it is asked. */
import { parentPort, workerData } from "node:worker_threads";
import { gamesOf } from "../games.js";
import { loadGames } from "../load-games.js";
import { faultPlace } from "../live/fault-place.js";
import { BotFault, thinkHere, type ThinkRequest } from "./think.js";

/** What the thread is given: the modules of games that an operator brought. */
export interface ThreadData {
  readonly modules: readonly string[];
}

const { modules } = workerData as ThreadData;
const think = thinkHere(gamesOf(await loadGames(modules)).find);

/** As text: what a bot answers may be anything, and only plain JSON is a move. */
const say = (answer: object) => parentPort?.postMessage(JSON.stringify(answer));

parentPort?.on("message", (request: string) => {
  think(JSON.parse(request) as ThinkRequest)
    .then((move) => say({ move }))
    .catch((fault: unknown) => say({ fault: fault instanceof BotFault ? fault.message : faultPlace(fault) }));
});
say({ ready: true });
