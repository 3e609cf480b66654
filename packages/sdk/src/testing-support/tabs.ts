/** Several pages of one browser, for tests: one storage, one player, one match. */
import type { Match } from "../api.js";
import type { FakeSocket } from "./fake-server.js";
import { PageClock } from "./page-clock.js";
import { makeWorld, resumed, type World } from "./world.js";

export interface Tab extends World {
  readonly match: Match;
  readonly socket: FakeSocket;
  /** By which the server knows its connections. */
  readonly token: string;
  /** This page's own clock: it can stand still while the others' go on. */
  readonly page: PageClock;
}

/** A page with the match open; `beside`: in the same browser as that one. */
export async function openTab(beside?: Tab): Promise<Tab> {
  const shared = beside ?? makeWorld();
  const page = new PageClock(shared.clock);
  const token = `tab ${shared.server.sockets.length + 1}`;
  const WebSocket = shared.server.socketsOf(page);
  const world = makeWorld({ token, ports: { clock: page, WebSocket } }, shared);
  const match = await resumed(world);
  return { ...world, match, socket: world.server.socket, token, page };
}
