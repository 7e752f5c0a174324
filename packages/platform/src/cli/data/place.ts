import { SlipwayError } from "@slipway/model";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";
import { bucketOf } from "../train/upload.ts";

/** A part of a bucket: one object, or what lies below a prefix that ends with a slash (or is empty: all of it). */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** What the command line and jobs leave in a namespace's bucket; each entry below is a thing of its own. */
export const KEPT = ["checkpoints", "data", "jobs", "runs", "source"] as const;
/** Whose entries are called as the job, or the pipeline's run, is that left them. */
const BY_JOB: readonly string[] = ["checkpoints", "jobs", "runs"];

export const uriOf = ({ bucket, key }: Place): string => `s3://${bucket}/${key}`;

/** Where the namespace's own data lies. */
export async function ownBucket(session: Session): Promise<string> {
  return bucketOf(await session.namespace());
}

/**
 * What a person names: `s3://BUCKET/…`, or the way `data ls` prints it for the namespace's own bucket, `data/…`, `source/…`,
 * `jobs/NAME`, `runs/NAME` or `checkpoints/NAME`; of a digest its beginning is enough if it begins one thing only. Undefined for any other word.
 */
export async function placeOf(session: Session, word: string): Promise<Place | undefined> {
  if (word.includes("://")) {
    const parsed = parseS3Uri(word);
    if (parsed === undefined) throw usageError(`${word}: expected s3://BUCKET or s3://BUCKET/PREFIX`);
    return parsed;
  }
  const [area = "", ...rest] = word.split("/");
  if (!(KEPT as readonly string[]).includes(area)) return undefined;
  const bucket = await ownBucket(session);
  const [entry = "", ...below] = rest;
  if (entry === "") return { bucket, key: `${area}/` };
  const found = BY_JOB.includes(area)
    ? `${area}/${entry}/`
    : await digestOf(session, { bucket, area, entry });
  return { bucket, key: below.length === 0 ? found : `${found.replace(/\/?$/, "/")}${below.join("/")}` };
}

/** The key of an entry that is named by its content, by the whole name or by how it begins. */
async function digestOf(
  session: Session,
  { bucket, area, entry }: { readonly bucket: string; readonly area: string; readonly entry: string },
): Promise<string> {
  const { aws } = await session.client();
  const found = new Set<string>();
  for await (const { key } of aws.storedObjects({ bucket, prefix: `${area}/${entry}` }, session.signal)) {
    const name = entryIn(key);
    if (name === `${area}/${entry}` || name === `${area}/${entry}/`) return name;
    found.add(name);
    if (found.size > 1) throw usageError(`${area}/${entry}: several things begin so; write more of the name`);
  }
  const [only] = found;
  if (only !== undefined) return only;
  throw new SlipwayError("SLIP-API-001", `s3://${bucket} holds nothing below ${area}/${entry}`);
}

/** The thing in the namespace's bucket that a key belongs to: `data/DIGEST/`, `source/FILE`, `jobs/NAME/`, `runs/NAME/`, `checkpoints/NAME/`. */
export function entryIn(key: string): string {
  const [area = "", name, more] = key.split("/", 3);
  if (name === undefined) return area;
  return `${area}/${name}${more === undefined ? "" : "/"}`;
}
