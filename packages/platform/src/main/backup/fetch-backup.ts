import { createWriteStream, existsSync } from "node:fs";
import { link, rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { defined, SlipwayError } from "@slipway/model";
import { wordsOf } from "#lib/words-of.ts";
import { control } from "../home/control.ts";
import type { Layout } from "../state/layout.ts";
import { readRunning } from "../state/running.ts";

/** Fetches a backup of the running home into a new file: whole, or not there at all, also where the signal ends it. */
export async function fetchBackup(
  layout: Layout,
  file: string,
  { overwrite, signal }: { readonly overwrite: boolean; readonly signal?: AbortSignal },
): Promise<{ readonly bytes: number }> {
  if ((await readRunning(layout.running))?.phase !== "ready")
    throw new SlipwayError(
      "SLIP-STATE-005",
      `no Slipway runs on ${layout.root}, so there is nobody to make the copy`,
    );
  const partial = `${file}.${process.pid}.part`;
  try {
    if (!overwrite && existsSync(file)) throw new Error("there is such a file already");
    await pipeline(
      await control(layout, "POST", "/backup", signal),
      createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true }),
      defined({ signal }),
    );
    const { size } = await stat(partial);
    await (overwrite ? rename(partial, file) : link(partial, file));
    return { bytes: size };
  } catch (error) {
    signal?.throwIfAborted();
    const why = wordsOf(error);
    throw new SlipwayError("SLIP-STATE-007", `the backup could not be written to ${file}: ${why}`, {
      cause: error,
    });
  } finally {
    await rm(partial, { force: true });
  }
}
