/** Loaded into the server before its own code: asks it to stop when whoever started it is gone, even by kill -9. */
import { Socket } from "node:net";

const PARENT_PIPE = 3;
const parent = new Socket({ fd: PARENT_PIPE, readable: true, writable: false });
parent.on("error", () => {});
parent.on("close", () => process.kill(process.pid, "SIGTERM"));
parent.resume();
parent.unref();
