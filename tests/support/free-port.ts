/** A TCP port of 127.0.0.1 that nobody listens on right now. */
export { freePort } from "../../scripts/services/free-port.mjs";
