import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { PlannedInput } from "../plan.ts";
import { type ChannelObject, type ChannelSource, channelObjects } from "./channel-objects.ts";
import { download } from "./download.ts";
import { inParallel } from "./in-parallel.ts";

export interface ChannelContext extends ChannelSource {
  /** `/opt/ml/input/data`. */
  readonly data: string;
}

const WIDTH = 8;
const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** Copies all objects of a channel below its folder, several at once, and says how much that was. */
export async function fetchChannel(input: PlannedInput, context: ChannelContext): Promise<string> {
  const { artifacts, data, retry } = context;
  const folder = join(data, folderOf(input));
  await mkdir(folder, { recursive: true });
  const started = Date.now();
  let files = 0;
  let bytes = 0;
  const one = async (object: ChannelObject): Promise<void> => {
    const done = await retry(() =>
      download(artifacts, object, { folder, gunzip: input.compression === "Gzip" }),
    );
    files += 1;
    bytes += done.bytes;
  };
  await inParallel(channelObjects(input, context), WIDTH, one);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  return `Channel ${input.channel}: ${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes in ${seconds} s`;
}

function folderOf({ channel }: PlannedInput): string {
  if (NAME.test(channel) && channel !== "." && channel !== "..") return channel;
  throw new SlipwayError(
    "SLIP-SIDECAR-005",
    `${JSON.stringify(channel.slice(0, 100))} is not the name of a channel.`,
  );
}
