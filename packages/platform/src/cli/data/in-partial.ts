import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isSlipwayError, SlipwayError } from "@slipway/model";

/**
 * Works in a new folder whose path begins with `path`, of which nothing is left whatever happens. What the system says of the place is SLIP-CLI-002.
 */
export async function inPartial<T>(path: string, work: (partial: string) => Promise<T>): Promise<T> {
  let partial: string | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    partial = await mkdtemp(`${path}.partial-`);
    return await work(partial);
  } catch (error) {
    if (isSlipwayError(error) || !(error instanceof Error) || !("syscall" in error)) throw error;
    throw cannotWrite(error.message, error);
  } finally {
    if (partial !== undefined) await rm(partial, { recursive: true, force: true });
  }
}

/** Puts a file in its place, by way of the partial folder: it is there whole or not at all. */
export async function writeInto(
  path: string,
  { partial, bytes }: { readonly partial: string; readonly bytes: AsyncIterable<Uint8Array> },
): Promise<void> {
  const file = join(partial, "file");
  await pipeline(bytes, createWriteStream(file, { flags: "wx" }));
  await rename(file, path);
}

export const cannotWrite = (message: string, cause?: unknown): SlipwayError =>
  new SlipwayError("SLIP-CLI-002", message, { cause });
