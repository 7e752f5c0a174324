import type { BucketSettings } from "#artifacts/object-store.ts";
import { refined } from "../../refined.ts";
import type { S3Call, S3Operation } from "../../s3-call.ts";
import { document } from "../../xml/element.ts";
import type { XmlObject } from "../../xml/parse-body.ts";
import { rendered } from "../../xml/rendered.ts";
import { requireBucket } from "../head-bucket.ts";
import type { DocumentName } from "./documents.ts";

/** A configuration of a bucket that is one XML document: put, told and taken away as a whole. */
export interface DocumentKind {
  readonly name: DocumentName;
  /** As in `PutBucketCors`: what stands behind Put, Get and Delete. */
  readonly operation: string;
  readonly deletes?: string;
  readonly parameter: string;
  readonly root: string;
  /** S3's code and words where the bucket has none. */
  readonly absent: { readonly aws: string; readonly message: string };
  /** What a bucket has that nobody configured; absent: none. */
  readonly initial?: string;
  /** The status of a put. Default 200. */
  readonly status?: number;
  /** Refuses what S3 refuses, and gives the document as it is kept. */
  checked(asked: XmlObject): XmlObject;
  /** What the store has to know of it; undefined: of none. */
  settings?(kept: XmlObject | undefined): Partial<BucketSettings>;
}

/** What is kept of a document that was taken away, so that the initial one does not come back. */
const NONE = "";

export function documentOperations(
  kind: DocumentKind,
): Readonly<Record<"put" | "get" | "delete", S3Operation>> {
  const query = [kind.parameter];
  return {
    put: { name: `Put${kind.operation}`, writes: "buckets", query, run: (call) => put(call, kind) },
    get: { name: `Get${kind.operation}`, writes: false, query, run: (call) => get(call, kind) },
    delete: {
      name: `Delete${kind.deletes ?? kind.operation}`,
      writes: "buckets",
      query,
      run: async (call) => {
        await keep(call, kind, undefined);
        return { status: 204 };
      },
    },
  };
}

async function put(call: S3Call, kind: DocumentKind) {
  await requireBucket(call);
  await keep(call, kind, kind.checked(await call.xml(kind.root)));
  return { status: kind.status ?? 200 };
}

async function get(call: S3Call, kind: DocumentKind) {
  const { settings } = await requireBucket(call);
  const body = settings.documents?.[kind.name] ?? kind.initial ?? NONE;
  if (body === NONE) throw refined("SLIP-S3-030", kind.absent.aws, kind.absent.message);
  return { status: 200, body };
}

async function keep(
  { store, bucket }: S3Call,
  kind: DocumentKind,
  kept: XmlObject | undefined,
): Promise<void> {
  const text = kept === undefined ? NONE : document(rendered(kind.root, kept));
  await store.configure(bucket, ({ documents, ...settings }) => ({
    ...settings,
    documents: { ...documents, [kind.name]: text },
    ...kind.settings?.(kept),
  }));
}
