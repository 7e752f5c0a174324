import { SlipwayError } from "@slipway/model";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { inside } from "#lib/tar/inside.ts";
import { inPartial, writeInto } from "../data/in-partial.ts";
import type { Session } from "../session/session.ts";

/** Fetches every file below the prefix into the folder, each whole or not at all; says how many there were. */
export async function fetchAnswers(session: Session, uri: string, folder: string): Promise<number> {
  const { aws } = await session.client();
  const place = parseS3Uri(uri);
  if (place === undefined) throw new SlipwayError("SLIP-CLI-002", `${uri} is no s3:// URI`);
  const { bucket, key } = place;
  const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
  let files = 0;
  for await (const object of aws.storedObjects({ bucket, prefix }, session.signal)) {
    const path = inside(folder, object.key.slice(prefix.length), "SLIP-CLI-031");
    await inPartial(path, async (partial) => {
      const { bytes } = await aws.openObject({ bucket, key: object.key }, session.signal);
      await writeInto(path, { partial, bytes });
    });
    files += 1;
  }
  return files;
}
