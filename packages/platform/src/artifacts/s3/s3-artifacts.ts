import { Readable } from "node:stream";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { defined, isSlipwayError, SlipwayError } from "@slipway/model";
import type {
  ArtifactInfo,
  ArtifactPage,
  ArtifactProperties,
  Artifacts,
  ListWhere,
  MakesBuckets,
} from "../artifacts.ts";
import { checkKey } from "../object-names.ts";
import { listObjects } from "./list-objects.ts";
import { s3Failure } from "./s3-failure.ts";

export interface S3Options {
  /** Absent means AWS itself. */
  readonly endpoint?: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Tries of one call, with growing pauses. Default 3. */
  readonly attempts?: number;
}

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

/** Artifacts in any S3-compatible store. Uses the credentials it is given and none that lie around. */
export class S3Artifacts implements Artifacts, MakesBuckets {
  readonly #client: S3Client;

  constructor({ endpoint, region, credentials, attempts = 3 }: S3Options) {
    this.#client = new S3Client({
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      region,
      credentials,
      maxAttempts: attempts,
      retryMode: "standard",
      defaultsMode: "standard",
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      // Bodies are signed or under TLS anyway, and not every store knows trailing checksums.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    });
  }

  close(): void {
    this.#client.destroy();
  }

  async bucketExists(bucket: string): Promise<boolean> {
    try {
      await this.#client.send(new HeadBucketCommand({ Bucket: bucket }));
      return true;
    } catch (error) {
      const failure = s3Failure(error, `Bucket "${bucket}"`);
      if (failure.entry.http === 404) return false;
      throw failure;
    }
  }

  async createBucket(bucket: string): Promise<void> {
    try {
      await this.#client.send(new CreateBucketCommand({ Bucket: bucket }));
    } catch (error) {
      throw s3Failure(error, `Bucket "${bucket}"`);
    }
  }

  async head(bucket: string, key: string): Promise<ArtifactInfo | undefined> {
    try {
      const output = await this.#client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return infoOf(output, { bucket, key, size: output.ContentLength ?? 0 });
    } catch (error) {
      const failure = s3Failure(error, at(bucket, key));
      if (failure.entry.http !== 404) throw failure;
      // The answer to HEAD has no body that would say which of the two is missing.
      if (!(await this.bucketExists(bucket))) throw noBucket(bucket);
      return undefined;
    }
  }

  async get(
    bucket: string,
    key: string,
    range?: { readonly start: number; readonly end?: number },
  ): Promise<{ readonly info: ArtifactInfo; readonly body: Readable }> {
    const Range = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end ?? ""}` };
    try {
      const output = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...Range }));
      const whole = /\/(\d+)$/.exec(output.ContentRange ?? "")?.[1];
      const size = Number(whole ?? output.ContentLength ?? 0);
      return { info: infoOf(output, { bucket, key, size }), body: output.Body as Readable };
    } catch (error) {
      throw s3Failure(error, at(bucket, key));
    }
  }

  async put(
    bucket: string,
    key: string,
    body: Readable | Buffer,
    properties: ArtifactProperties = {},
  ): Promise<ArtifactInfo> {
    checkKey(key);
    const params = { Bucket: bucket, Key: key, ...inputOf(properties) };
    try {
      const { ETag, size } = Buffer.isBuffer(body)
        ? await this.#putWhole(params, body)
        : await this.#putStream(params, body);
      const etag = bare(ETag);
      return { bucket, key, size, etag, lastModified: new Date(), metadata: {}, ...properties };
    } catch (error) {
      throw s3Failure(error, at(bucket, key));
    }
  }

  async list(bucket: string, where: ListWhere): Promise<ArtifactPage> {
    try {
      return await listObjects(this.#client, bucket, where);
    } catch (error) {
      throw s3Failure(error, `Bucket "${bucket}"`);
    }
  }

  async remove(bucket: string, key: string): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    } catch (error) {
      const failure = s3Failure(error, at(bucket, key));
      if (!isSlipwayError(failure, "SLIP-S3-002")) throw failure;
    }
  }

  async #putWhole(params: PutParams, body: Buffer): Promise<Put> {
    const { ETag } = await this.#client.send(new PutObjectCommand({ ...params, Body: body }));
    return { ETag, size: body.length };
  }

  /** At most `PARTS_AT_ONCE` parts are in memory; a stream that breaks off leaves nothing. */
  async #putStream(params: PutParams, body: Readable): Promise<Put> {
    let size = 0;
    async function* counted() {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        yield chunk;
      }
    }
    const Body = Readable.from(counted(), { objectMode: false });
    const upload = new Upload({
      client: this.#client,
      params: { ...params, Body },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    const { ETag } = await upload.done();
    return { ETag, size };
  }
}

interface Put {
  readonly ETag: string | undefined;
  readonly size: number;
}
type PutParams = { readonly Bucket: string; readonly Key: string } & ReturnType<typeof inputOf>;

function inputOf({ contentType, headers = {}, metadata }: ArtifactProperties) {
  const named = {
    ContentType: contentType,
    CacheControl: headers["cache-control"],
    ContentDisposition: headers["content-disposition"],
    ContentEncoding: headers["content-encoding"],
    ContentLanguage: headers["content-language"],
    Metadata: metadata === undefined ? undefined : { ...metadata },
  };
  return named;
}

function infoOf(
  output: Pick<HeadObjectCommandOutput, "ETag" | "LastModified" | "ContentType" | "Metadata"> &
    Partial<HeadObjectCommandOutput>,
  known: { readonly bucket: string; readonly key: string; readonly size: number },
): ArtifactInfo {
  const kept = {
    "cache-control": output.CacheControl,
    "content-disposition": output.ContentDisposition,
    "content-encoding": output.ContentEncoding,
    "content-language": output.ContentLanguage,
  };
  const headers = Object.entries(kept).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return {
    ...known,
    etag: bare(output.ETag),
    lastModified: output.LastModified ?? new Date(0),
    ...defined({ contentType: output.ContentType }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    metadata: output.Metadata ?? {},
  };
}

const bare = (etag: string | undefined): string => (etag ?? "").replaceAll('"', "");
const at = (bucket: string, key: string): string => `s3://${bucket}/${key}`;
const noBucket = (bucket: string): SlipwayError =>
  new SlipwayError("SLIP-S3-001", `The bucket "${bucket}" does not exist.`);
