/**
 * Who plays in this browser. The client is made on first need, with the name that was typed by then, because
 * the guest account behind it takes its name when it is made.
 */
import { createClient, type Client } from "@holdfast/sdk";
import { suggestName } from "./suggest-name.js";

const NAME_KEY = "holdfast.name";

export interface Session {
  readonly client: Client | null;
  /** The name of the account, or the one suggested for it. */
  readonly name: string;
}

let session: Session = firstSession();
let passing: Client | null = null;
const listeners = new Set<() => void>();

/** The session as it stands; the same object until something changes. */
export function currentSession(): Session {
  return session;
}

/** Runs `listener` after every change of the session; the answer stops it. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The client of this browser. Makes it, with `name`, if this is the first time one is needed. */
export function startSession(name: string = session.name): Client {
  if (session.client !== null) return session.client;
  const kept = name.trim() === "" ? session.name : name.trim();
  store(kept);
  const client = connect(kept);
  session = { client, name: kept };
  for (const listener of listeners) listener();
  return client;
}

/**
 * The client of somebody who only looks: the browser's own if there is one, otherwise one that is forgotten with
 * the page, so that whoever watches first can still choose a name before playing.
 */
export function watchingClient(): Client {
  passing ??= createClient({ url: location.origin, guest: { name: session.name }, storage: null });
  return session.client ?? passing;
}

/** What the server's clock reads now, as far as anybody here knows. */
export function serverNow(): number {
  return (session.client ?? passing)?.serverNow() ?? Date.now();
}

function firstSession(): Session {
  const known = stored();
  return known === null ? { client: null, name: suggestName() } : { client: connect(known), name: known };
}

function connect(name: string): Client {
  return createClient({ url: location.origin, guest: { name } });
}

function stored(): string | null {
  try {
    return localStorage.getItem(NAME_KEY);
  } catch {
    return null;
  }
}

function store(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // Storage may be blocked: the name then lasts as long as the page.
  }
}
