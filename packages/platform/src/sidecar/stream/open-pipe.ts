import { closeSync, constants, fstatSync, lstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const LEAST_PAUSE_MS = 5;
const MOST_PAUSE_MS = 100;

/**
 * The writing end of a named pipe, once somebody reads it, which may be never. Undefined where there is no pipe at the path any more: the program took it away.
 * Neither a link is followed nor anything but a pipe is written to.
 */
export async function openPipe(path: string): Promise<Socket | undefined> {
  for (let pause = LEAST_PAUSE_MS; ; pause = Math.min(MOST_PAUSE_MS, pause * 1.2)) {
    const opened = tryToOpen(path);
    if (opened !== "nobody reads") return opened;
    await sleep(pause);
  }
}

function tryToOpen(path: string): Socket | "nobody reads" | undefined {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFIFO() !== true) return undefined;
  let fd: number;
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENXIO" ? "nobody reads" : undefined;
  }
  if (fstatSync(fd).isFIFO()) return new Socket({ fd, readable: false, writable: true });
  closeSync(fd);
  return undefined;
}
