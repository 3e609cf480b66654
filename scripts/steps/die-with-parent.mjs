/**
 * Loaded into a program before its own code: asks it, and what it has started, to stop when whoever started it
 * is gone, even by kill -9. The starter keeps the other end of a pipe, which closes with it.
 */
import { Socket } from "node:net";

const pipe = process.env.HOLDFAST_PARENT_PIPE;
// Not for the program's own children: this descriptor means something else to them.
delete process.env.HOLDFAST_PARENT_PIPE;

if (pipe !== undefined) {
  const parent = new Socket({ fd: Number(pipe), readable: true, writable: false });
  parent.on("error", () => {});
  parent.on("close", stop);
  parent.resume();
  parent.unref();
}

function stop() {
  try {
    process.kill(-process.pid, "SIGTERM");
  } catch {
    // It leads no group of its own: it was started without one.
    process.kill(process.pid, "SIGTERM");
  }
}
