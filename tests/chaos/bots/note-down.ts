/** Takes down what a match shows to its viewer from now on. */
import type { Match } from "@holdfast/sdk";
import type { Balancer } from "./balancer.js";
import type { Notebook } from "./notebook.js";

export interface Viewer {
  readonly client: string;
  readonly notebook: Notebook;
  readonly balancer: Balancer;
}

export function noteDown(match: Match<"tic-tac-toe">, { client, notebook, balancer }: Viewer): void {
  let shown = "";
  match.subscribe((snapshot) => {
    const { matchId, epoch, version, from, you, view } = snapshot;
    // Not by the view: a step that changes nothing of it is a version all the same.
    if (shown === `${epoch}/${version}`) return;
    shown = `${epoch}/${version}`;
    const seen = { client, at: Date.now(), node: balancer.at, matchId, epoch, version, from, you };
    notebook.note({ t: "frame", where: "shown", ...seen, view: JSON.stringify(view) });
  });
  match.onEvents(({ version, events }) => {
    const you = { role: match.role, seat: match.seat };
    const epoch = match.snapshot?.epoch ?? 0;
    notebook.note({ t: "events", client, matchId: match.id, you, epoch, version, events: JSON.stringify(events) });
  });
  match.onReset(({ epoch, before }) =>
    notebook.note({ t: "reset", client, at: Date.now(), matchId: match.id, epoch, before: before.epoch }),
  );
  const tell = (status: string) =>
    notebook.note({ t: "status", client, matchId: match.id, at: Date.now(), status, node: balancer.at });
  match.onStatus(tell);
  tell(match.status);
}
