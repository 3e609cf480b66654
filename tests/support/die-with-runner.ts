import { spawn } from "node:child_process";

/** Kills what it is given as soon as its standard input closes, which happens however its parent ends. */
const WATCH = 'read -r _; kill -9 "$1"; rm -rf "$2"';

/**
 * Ends a process that cannot look after itself (a frozen one cannot) and removes its folder when this process is
 * gone, even by kill -9. The answer calls it off: to be called before the process may end otherwise.
 */
export function dieWithRunner(pid: number, folder: string): () => void {
  const args = ["-c", WATCH, "sh", String(pid), folder];
  // A group of its own: what ends this process's group must not end the one who cleans up after it.
  const watcher = spawn("/bin/sh", args, { stdio: ["pipe", "ignore", "ignore"], detached: true });
  watcher.unref();
  return () => void watcher.kill("SIGKILL");
}
