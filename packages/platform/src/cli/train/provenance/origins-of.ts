import { parseS3Uri } from "#lib/s3-uri.ts";
import type { Session } from "../../session/session.ts";
import type { NamedInput } from "../channels.ts";
import type { Channel } from "../training-job.ts";
import type { InputOrigin } from "./provenance.ts";

/** Where the data of the channels came from, and what tells its content from another. */
export async function originsOf(
  session: Session,
  inputs: readonly NamedInput[],
  channels: readonly Channel[],
): Promise<readonly InputOrigin[]> {
  const { aws } = await session.client();
  return Promise.all(
    inputs.map(async ({ name, from }) => {
      const uri = channels.find((channel) => channel.name === name)?.uri ?? "";
      const [, digest] = from.startsWith("s3://") ? [] : (/\/data\/([0-9a-f]{32,64})\/$/.exec(uri) ?? []);
      const at = from.startsWith("s3://") ? parseS3Uri(from) : undefined;
      const etag = at?.key ? await aws.objectTag({ bucket: at.bucket, key: at.key }) : undefined;
      return { channel: name, from, uri, digest, etag };
    }),
  );
}
