/** How long an arrival on the presence board counts without being renewed. */
export const PRESENCE_LEASE_MS = 15_000;
//# sourceMappingURL=ports.js.map
