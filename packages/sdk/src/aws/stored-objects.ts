import { Sha256 } from "@aws-crypto/sha256-js";
import { defined, SlipwayError } from "@slipway/model";
import type { ByteStream, FetchResponse } from "../http/fetch.ts";
import type { AwsTransport } from "./aws-connection.ts";
import { elements, escapeXml } from "./aws-error.ts";

export interface S3Object {
  readonly bucket: string;
  readonly key: string;
}

/** One object as a listing tells it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly modified: Date;
}

const ENTRY = /<Contents>(.*?)<\/Contents>/gs;
const MOST_REMOVED = 1000;

/** Every bucket that the caller may see, by name. */
export async function buckets(transport: AwsTransport): Promise<readonly string[]> {
  const names: string[] = [];
  let next: string | undefined;
  do {
    const query = defined({ "continuation-token": next });
    const xml = await (await transport.open({ service: "s3", method: "GET", path: "/", query })).text();
    names.push(
      ...[...xml.matchAll(/<Bucket>(.*?)<\/Bucket>/gs)].flatMap(([bucket]) => elements(bucket, "Name")),
    );
    [next] = elements(xml, "ContinuationToken");
  } while (next !== undefined && next !== "");
  return names.sort();
}

/** The objects below a prefix in the order of their keys, read page by page: no more than a page is held. */
export async function* storedObjects(
  transport: AwsTransport,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  signal?: AbortSignal,
): AsyncGenerator<StoredObject> {
  let next: string | undefined;
  do {
    const answer = await transport.open({
      service: "s3",
      method: "GET",
      path: `/${bucket}`,
      // Encoded, so that a key may have characters that XML cannot hold.
      query: { "list-type": "2", "encoding-type": "url", prefix, ...defined({ "continuation-token": next }) },
      signal,
    });
    const xml = await answer.text();
    for (const [entry] of xml.matchAll(ENTRY)) yield storedObject(entry);
    [next] = elements(xml, "NextContinuationToken");
  } while (next !== undefined);
}

function storedObject(entry: string): StoredObject {
  const text = (name: string): string => elements(entry, name)[0] ?? "";
  const key = decodeURIComponent(text("Key").replaceAll("+", " "));
  return { key, bytes: Number(text("Size")), modified: new Date(text("LastModified")) };
}

/** Removes at most a thousand objects in one request; one that is not there counts as removed. */
export async function removeObjects(
  transport: AwsTransport,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  if (keys.length > MOST_REMOVED)
    throw new Error(`at most ${MOST_REMOVED} objects at once, got ${keys.length}`);
  const listed = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`);
  const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${listed.join("")}</Delete>`;
  const answer = await transport.open({
    service: "s3",
    method: "POST",
    path: `/${bucket}`,
    query: { delete: "" },
    headers: { "content-type": "application/xml", "x-amz-checksum-sha256": await sha256(body) },
    body,
    withinMs: 0,
  });
  const xml = await answer.text();
  const [key] = elements(xml, "Key");
  const [message = "no reason is given"] = elements(xml, "Message");
  if (key !== undefined)
    throw new SlipwayError("SLIP-CLIENT-005", `s3://${bucket}/${key} cannot be removed: ${message}`);
}

async function sha256(text: string): Promise<string> {
  const hash = new Sha256();
  hash.update(text);
  return btoa(String.fromCharCode(...(await hash.digest())));
}

/**
 * An object's bytes as they come, and how many they will be. Where the connection breaks they go on behind what came, as long as it
 * is the same object. Throws SLIP-API-001 for one that is not there.
 */
export async function openObject(
  transport: AwsTransport,
  at: S3Object,
  signal?: AbortSignal,
): Promise<{ readonly size: number; readonly bytes: AsyncIterable<Uint8Array> }> {
  const ask = { service: "s3", method: "GET", path: `/${at.bucket}/${at.key}`, signal } as const;
  const answer = await transport.open(ask);
  const etag = answer.headers.get("etag");
  const goOn = (from: number): Promise<FetchResponse> =>
    transport.open({
      ...ask,
      headers: { range: `bytes=${from}-`, ...(etag === null ? {} : { "if-match": etag }) },
    });
  const size = Number(answer.headers.get("content-length") ?? 0);
  return { size, bytes: wholeOf(answer, { transport, goOn, signal }) };
}

/** How often in a row it goes on without anything having come. */
const MOST_BREAKS = 3;

async function* wholeOf(
  first: FetchResponse,
  how: {
    readonly transport: AwsTransport;
    goOn(from: number): Promise<FetchResponse>;
    readonly signal: AbortSignal | undefined;
  },
): AsyncGenerator<Uint8Array> {
  let answer = first;
  let received = 0;
  for (let breaks = 0; ; ) {
    const before = received;
    try {
      for await (const part of bytesOf(answer.body)) {
        received += part.length;
        yield part;
      }
      return;
    } catch (error) {
      breaks = received > before ? 1 : breaks + 1;
      if (how.signal?.aborted === true || breaks > MOST_BREAKS) throw how.transport.broken(error);
    }
    answer = await how.goOn(received);
    // A store that knows no ranges begins anew.
    if (received > 0 && answer.status !== 206)
      throw how.transport.broken(new Error(`the rest was asked for, got status ${answer.status}`));
  }
}

async function* bytesOf(stream: ByteStream | null): AsyncGenerator<Uint8Array> {
  if (stream === null) return;
  const reader = stream.getReader();
  let whole = false;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (part.value !== undefined) yield part.value;
    }
    whole = true;
  } finally {
    if (!whole) await reader.cancel().catch(() => {});
  }
}
