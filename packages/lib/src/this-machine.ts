import { readdirSync } from "node:fs";
import { totalmem } from "node:os";

/** What programs leave for the home and the system: a part of the memory, and no less and no more than so much. */
const RESERVE = { share: 0.1, least: 512 * 2 ** 20, most: 2 * 2 ** 30 } as const;

/** Bytes of memory; in a container it is what that may use. */
export function memoryHere(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Bytes that one program may have at most. */
export function memoryForPrograms(all = memoryHere()): number {
  const reserve = Math.min(RESERVE.most, Math.max(RESERVE.least, all * RESERVE.share));
  return Math.max(all / 2, all - reserve);
}

/** Devices of Habana, of AWS's own chips and the like, which nobody hands out. GPUs are found in gpus/. */
const ACCELERATORS = /^(hl\d+|accel\d*|neuron\d+|dxg)$/;

/** Whether programs find an accelerator by themselves that is no counted GPU; on a Mac with its own chips they do. */
export function hasAccelerators(): boolean {
  if (process.platform === "darwin") return process.arch === "arm64";
  try {
    return readdirSync("/dev").some((name) => ACCELERATORS.test(name));
  } catch {
    return false;
  }
}
