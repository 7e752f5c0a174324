import type { Closers } from "../common/closers.ts";
import type { Core } from "./core.ts";

const TRY_EVERY_MS = 30_000;

/** Takes the reserve up as soon as the disk has room for it. */
export function keepReserve({ reserve }: Pick<Core, "reserve">, closers: Closers): void {
  reserve.take();
  const timer = setInterval(() => reserve.take(), TRY_EVERY_MS);
  timer.unref();
  closers.add(() => clearInterval(timer));
}
