import { realpath, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { dirname, join } from "node:path";
import { pipeOf, type StreamedInput } from "@slipway/model/run-plan.ts";
import type { StreamSource } from "../fetch/whole-object.ts";
import { epochBytes } from "./epoch-bytes.ts";
import { makePipe } from "./make-pipe.ts";
import { openPipe } from "./open-pipe.ts";

export interface FeedContext extends StreamSource {
  /** `/opt/ml`. */
  readonly ml: string;
  readonly say: (line: string) => void;
}

/**
 * Feeds a channel's named pipes, one an epoch, for as long as the program reads: the next pipe is there before the one before it is
 * read to its end. A reader that closes early ends its epoch. Ends where the program has taken a pipe away; errors are those of the data.
 */
export async function feedChannel(input: StreamedInput, context: FeedContext): Promise<void> {
  const { ml, say } = context;
  for (let epoch = 0; ; epoch++) {
    const path = join(ml, pipeOf(input, epoch));
    const pipe = (await isOurs(input, ml)) ? await openPipe(path) : undefined;
    if (pipe === undefined) {
      say(
        `${input.name}: /opt/ml/${pipeOf(input, epoch)} is no named pipe any more; nothing more is streamed`,
      );
      return;
    }
    await makePipe(join(ml, pipeOf(input, epoch + 1))).catch(() => {});
    const { bytes, whole } = await feed(pipe, epochBytes(input.from, context, epoch));
    say(`${input.name}: ${bytes} bytes in epoch ${epoch}${whole ? "" : ", which its reader ended"}`);
    await rm(path, { force: true });
  }
}

/** Whether the channel's folder is where it was made, and no link to another one. */
async function isOurs({ to }: StreamedInput, ml: string): Promise<boolean> {
  const [root, folder] = await Promise.all(
    [ml, join(ml, dirname(to))].map((path) => realpath(path).catch(() => "")),
  );
  return root !== "" && folder === join(root ?? "", dirname(to));
}

/** Writes until the reader or the data ends; no more is held than what the kernel did not take yet. */
async function feed(
  pipe: Socket,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly whole: boolean }> {
  let bytes = 0;
  // Told by the write that it fails.
  pipe.on("error", () => {});
  try {
    for await (const chunk of chunks) {
      if (!(await isTaken(pipe, chunk))) return { bytes, whole: false };
      bytes += chunk.length;
    }
    return { bytes, whole: true };
  } finally {
    pipe.destroy();
  }
}

/** False where nobody reads any more. */
function isTaken(pipe: Socket, chunk: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    pipe.write(chunk, (error) => {
      if (error === null || error === undefined) return resolve(true);
      const { code = "" } = error as NodeJS.ErrnoException;
      if (["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED"].includes(code)) resolve(false);
      else reject(error);
    });
  });
}
