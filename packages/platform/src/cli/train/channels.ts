import { keyValues } from "../objects/key-values.ts";
import type { Session } from "../session/session.ts";
import type { Channel } from "./training-job.ts";
import { contentTypeOf, uploadData } from "./upload.ts";

/** One `--input`: the channel, and where its data is. */
interface NamedInput {
  readonly name: string;
  readonly from: string;
}

/** The `--input` options, before anything is looked at. */
export function namedInputs(inputs: readonly string[]): readonly NamedInput[] {
  return Object.entries(keyValues("--input", inputs)).map(([name, from]) => ({ name, from }));
}

/** The inputs as channels; local data is sent to the bucket first. */
export async function channelsOf(
  session: Session,
  bucket: string,
  inputs: readonly NamedInput[],
): Promise<readonly Channel[]> {
  const channels: Channel[] = [];
  for (const { name, from } of inputs) {
    const contentType = contentTypeOf(from);
    if (from.startsWith("s3://")) {
      channels.push({ name, uri: from, contentType });
      continue;
    }
    const { uri, files, sent, bytes } = await uploadData(await session.client(), bucket, session.path(from));
    session.say(
      `Input ${name}: ${files} ${files === 1 ? "file" : "files"}, ${Math.ceil(bytes / 1024)} KiB, ${sent} sent`,
    );
    channels.push({ name, uri, contentType });
  }
  return channels;
}
