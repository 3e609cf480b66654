/** What a page loads of the SDK beside its core, and rules to verify with. */
export { GAMES } from "@holdfast/games";
export { createClient } from "@holdfast/sdk";
export { runBot } from "@holdfast/sdk/bot";
export { verifyReplay } from "@holdfast/sdk/verify";
