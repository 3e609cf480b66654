import { connect } from "node:net";

/** One command over a connection of its own, so that a test sees Redis without the client under test. */
export function askRedis(port: number, command: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8");
    socket.once("error", reject);
    socket.once("connect", () => socket.write(encode(command)));
    socket.once("close", () => reject(new Error("Redis closed the connection without a reply.")));
    socket.on("data", (chunk) => {
      text += String(chunk);
      const reply = decode(text, 0);
      if (reply === null) return;
      socket.destroy();
      if (reply.text.startsWith("-")) reject(new Error(reply.text.slice(1)));
      else resolve(reply.text);
    });
  });
}

function encode(command: readonly string[]): string {
  const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${command.length}\r\n${words.join("")}`;
}

interface Reply {
  readonly text: string;
  readonly end: number;
}

/** The reply that begins at `from`, or null while it is not complete. Lengths are those of ASCII. */
function decode(wire: string, from: number): Reply | null {
  const lineEnd = wire.indexOf("\r\n", from);
  if (lineEnd < 0) return null;
  const line = wire.slice(from + 1, lineEnd);
  const next = lineEnd + 2;
  if (wire[from] === "*") return decodeList(wire, next, Number(line));
  if (wire[from] === "-") return { text: `-${line}`, end: next };
  if (wire[from] !== "$") return { text: line, end: next };
  const end = next + Math.max(0, Number(line));
  if (Number(line) < 0) return { text: "", end: next };
  return wire.length < end + 2 ? null : { text: wire.slice(next, end), end: end + 2 };
}

function decodeList(wire: string, from: number, count: number): Reply | null {
  const items: string[] = [];
  let end = from;
  for (let i = 0; i < count; i += 1) {
    const item = decode(wire, end);
    if (item === null) return null;
    items.push(item.text);
    end = item.end;
  }
  return { text: items.join("\n"), end };
}
