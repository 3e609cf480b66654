/** The shelf's name for a match in which this browser has a seat. */
export const seatKey = (matchId: string): string => `seat:${matchId}`;

/** The shelf's name for a match that is only watched. */
export const watchingKey = (target: string): string => `watch:${target}`;
