/** Numbers both ends rely on. Times in milliseconds, sizes in bytes. */
export const HEARTBEAT_MS = 10_000;
export const HEARTBEAT_DEAD_MS = 15_000;
export const GRACE_MS = 60_000;
export const MAX_FRAME_BYTES = 16_384;
export const MAX_BATCH = 8;
export const MAX_IN_FLIGHT = 16;
export const MAX_SUBSCRIPTIONS = 32;
export const AUTH_DEADLINE_MS = 5_000;
/** 32 symbols without those that are mistaken for one another (0/O, 1/I). */
export const CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
export const CODE_LENGTH = 6;
