/** The bench's side of the generator process. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { pinned } from "../measure/pinning.js";
import type { Argument, CallName, Outcome, Request, Response } from "./calls.js";

export interface Generator {
  call<N extends CallName>(name: N, argument: Argument<N>): Promise<Outcome<N>>;
  stop(): void;
}

/** Starts a generator; it ends with `stop`, and by itself when this process is gone. */
export function startGenerator(): Generator {
  const { command, args } = pinned("generator", process.execPath, ["--import", import.meta.resolve("tsx")]);
  const file = fileURLToPath(new URL("./process.ts", import.meta.url));
  const child = fork(file, [], { execPath: command, execArgv: args, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const waiting = new Map<number, (response: Response) => void>();
  let nextId = 1;
  child.on("message", (response: Response) => waiting.get(response.id)?.(response));
  child.on("exit", (code, signal) => {
    for (const [id, settle] of waiting) settle({ id, error: `the generator ended (${code ?? signal})` });
  });
  return {
    call: <N extends CallName>(name: N, argument: Argument<N>) =>
      new Promise<Outcome<N>>((resolve, reject) => {
        const request: Request = { id: nextId++, name, argument };
        waiting.set(request.id, ({ id, value, error }) => {
          waiting.delete(id);
          if (error === undefined) resolve(value as Outcome<N>);
          else reject(new Error(`${name}: ${error}`));
        });
        child.send(request);
      }),
    stop: () => void child.kill("SIGKILL"),
  };
}
