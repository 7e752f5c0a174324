import { defined, SlipwayError } from "@slipway/model";
import type { DataSource } from "./data-objects.ts";
import { fromStore, nameOf, type ObjectName } from "./from-store.ts";

export interface StreamSource extends DataSource {
  readonly isPassing: (error: unknown) => boolean;
}

type WholeSource = Pick<StreamSource, "artifacts" | "retry" | "isPassing">;

/**
 * An object's bytes, each once: where the store breaks off they go on where they were. Throws SLIP-SIDECAR-002 where the object
 * was replaced in between, or since it had the `etag` given, for then its beginning is of another one.
 */
export async function* wholeObject(
  object: ObjectName & { readonly etag?: string },
  source: WholeSource,
): AsyncGenerator<Uint8Array> {
  const part: Part = { sent: 0, ...defined({ etag: object.etag }) };
  do {
    const { info, body } = await source.retry(() => rest(object, part, source));
    try {
      if (part.etag !== undefined && info.etag !== part.etag) throw replaced(object);
      part.etag = info.etag;
      for await (const chunk of fromStore(body, object)) {
        part.sent += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (!source.isPassing(error)) throw error;
      part.broken = error;
    } finally {
      body.destroy();
    }
    part.size = info.size;
  } while (part.sent < part.size);
}

/** What has come of an object so far. */
interface Part {
  sent: number;
  size?: number;
  etag?: string;
  /** Why no more came; told before it is tried again. */
  broken?: unknown;
}

async function rest(
  { bucket, key }: ObjectName,
  part: Part,
  { artifacts }: Pick<StreamSource, "artifacts">,
): ReturnType<DataSource["artifacts"]["get"]> {
  const { broken, sent } = part;
  delete part.broken;
  if (broken !== undefined) throw broken;
  return artifacts.get(bucket, key, sent === 0 ? undefined : { start: sent });
}

export const replaced = (object: ObjectName): SlipwayError =>
  new SlipwayError("SLIP-SIDECAR-002", `${nameOf(object)} was replaced while it was read.`);
