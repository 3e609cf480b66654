import type { Server } from "node:http";

/** Listens and answers with the address to open. @throws a sentence when the port cannot be had. */
export function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (fault: NodeJS.ErrnoException) => reject(new Error(explain(fault, port, host))));
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === "object" && address !== null ? address.port : port;
      const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host;
      resolve(`http://${shown.includes(":") ? `[${shown}]` : shown}:${actual}`);
    });
  });
}

function explain(fault: NodeJS.ErrnoException, port: number, host: string): string {
  if (fault.code === "EADDRINUSE")
    return `Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1} npm start`;
  if (fault.code === "EACCES")
    return `Port ${port} may not be used by this user. Choose one above 1023: PORT=3000 npm start`;
  if (fault.code === "EADDRNOTAVAIL")
    return `This machine does not have the address ${host}. Set HOST=127.0.0.1 or HOST=0.0.0.0.`;
  return `Cannot listen on ${host}:${port}: ${fault.message}`;
}
