/** What comes before B1 and B3: V8 compiles what it has seen often, and a server is old most of its life. */
import type { Session } from "../measure/session.js";
import type { Options } from "../options.js";

const SECONDS = 6;

/** All tables that are open play as fast as the server answers, for six seconds. */
export async function warmUp({ call }: Pick<Session, "call">, { quick }: Options): Promise<void> {
  await call("play", { perSecond: 0, seconds: quick ? 1 : SECONDS });
}
