/** Histories in which somebody was shown, or a node holds, what the log does not say (H-f and H-g). */
import { type Break, must, shown, sha256 } from "./drafts.js";

export const BROKEN_VIEWS: readonly Break[] = [
  [
    "H-f",
    "a view is not that of its version",
    (h) => {
      must(h.frames.find(({ version, view }) => version > 2 && view !== "null")).view = '{"phase":"playing"}';
    },
  ],
  [
    "H-f",
    "a version was shown that the log never had",
    (h) => {
      must(h.frames.findLast(shown)).version = 999;
    },
  ],
  [
    "H-f",
    "a version was sent before it was stored",
    (h) => {
      must(h.frames.find(({ where, version }) => where === "delivered" && version > 1)).at -= 60_000;
    },
  ],
  [
    "H-f",
    "somebody was shown an older version after a newer one",
    (h) => {
      const newest = must(h.frames.findLast((frame) => shown(frame) && frame.version > 3));
      const older = must(
        h.frames.find(
          (f) => shown(f) && f.matchId === newest.matchId && f.client === newest.client && f.version < newest.version,
        ) ??
          h.frames.find(
            (f) => f.matchId === newest.matchId && f.version < newest.version && f.you.seat === newest.you.seat,
          ),
      );
      h.frames.push({ ...older, client: newest.client, where: "shown", at: newest.at });
    },
  ],
  [
    "H-f",
    "a frame is of another incarnation of the log",
    (h) => {
      must(h.frames.find(shown)).epoch = 7;
    },
  ],
  [
    "H-f",
    "a player was shown what the other may see",
    (h) => {
      const frame = must(h.frames.find((f) => f.view.includes('"you":{"seat":0')));
      frame.you = { role: "player", seat: 1 };
    },
  ],
  [
    "H-f",
    "a version's events were told twice",
    (h) => {
      h.events.push(must(h.events.at(-1)));
    },
  ],
  [
    "H-f",
    "a version's events were left out",
    (h) => {
      const client = must(h.events.find(({ client: c }) => h.events.filter((e) => e.client === c).length > 2)).client;
      const second = must(h.events.filter((e) => e.client === client)[1]);
      h.events = h.events.filter((e) => e !== second);
    },
  ],
  [
    "H-f",
    "events were told that are not those of the log",
    (h) => {
      must(h.events.find(({ events }) => events.length > 2)).events = "[]";
    },
  ],
  [
    "H-g",
    "a client is not level after the calm",
    (h) => {
      const end = must(h.end);
      const clients = end.clients.map((one, i) => (i === 0 ? { ...one, version: 0 } : one));
      h.end = { ...end, clients };
    },
  ],
  [
    "H-g",
    "a client is still reconnecting after the calm",
    (h) => {
      const end = must(h.end);
      h.end = { ...end, clients: end.clients.map((one, i) => (i === 0 ? { ...one, status: "reconnecting" } : one)) };
    },
  ],
  [
    "H-g",
    "a request has no answer after the calm",
    (h) => {
      const end = must(h.end);
      h.end = { ...end, clients: end.clients.map((one, i) => (i === 0 ? { ...one, waiting: 1 } : one)) };
    },
  ],
  [
    "H-g",
    "a client shows somebody as away who has been there for long",
    (h) => {
      const end = must(h.end);
      const isThere = ({ matchId, from, to }: (typeof h.here)[number]) =>
        to === null && from < end.at - 3_000 && end.clients.some((one) => one.matchId === matchId);
      const { matchId, playerId } = must(h.here.find(isThere));
      const tell = (one: (typeof end.clients)[number]) =>
        one.matchId === matchId ? { ...one, absent: [playerId] } : one;
      h.end = { ...end, clients: end.clients.map(tell) };
    },
  ],
  [
    "H-g",
    "a client saw that it had missed a version and did nothing about it",
    (h) => {
      const at = h.frames.findIndex((one) => shown(one) && one.version > 0);
      const frame = must(h.frames[at]);
      const { version } = frame;
      h.frames.splice(at + 1, 0, { ...frame, where: "delivered", version: version + 2, from: version + 1 });
      h.resumes = [];
      h.losses = [];
    },
  ],
  [
    "H-g",
    "a node is behind after the calm",
    (h) => {
      const end = must(h.end);
      h.end = { ...end, caches: end.caches.map((one, i) => (i === 0 ? { ...one, version: 0 } : one)) };
    },
  ],
  [
    "H-g",
    "a node holds a state that is not the log's",
    (h) => {
      const end = must(h.end);
      h.end = { ...end, caches: end.caches.map((one, i) => (i === 0 ? { ...one, hash: sha256("another") } : one)) };
    },
  ],
];
