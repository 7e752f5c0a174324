import { keyValues } from "../objects/key-values.ts";
import type { Session } from "../session/session.ts";
import type { Channel } from "./training-job.ts";
import { contentTypeOf, uploadData } from "./upload.ts";

/** The `--input` options as channels; local data is sent to the bucket first. */
export async function channelsOf(
  session: Session,
  bucket: string,
  inputs: readonly string[],
): Promise<readonly Channel[]> {
  const channels: Channel[] = [];
  for (const [name, from] of Object.entries(keyValues("--input", inputs))) {
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
