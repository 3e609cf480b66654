/** The wire's version and its history. A schema-hash test makes a silent change fail. */
export const PROTOCOL_VERSION = 1;

/**
 * 1: first version: session.*, match.*, games.list, and `match.state` frames `state` and `presence`; patches for those who ask.
 * Added since, for those who ask: `match.rematch`, and `rematch` in what `match.get` answers about a match that is over.
 */
export const OLDEST_SERVED = 1;
