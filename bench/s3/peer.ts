import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
  waitUntilBucketExists,
} from "@aws-sdk/client-s3";
import { awsCli } from "../../scripts/tools.ts";
import { KEYS, type S3Server } from "./servers.ts";

const run = promisify(execFile);
const BUCKET = "bench";
const SYNC_MS = 90_000;

/** A server with the client that works with it, and a bucket. */
export class S3Peer {
  readonly server: S3Server;
  readonly #client: S3Client;
  readonly #folder: string;

  private constructor(server: S3Server, client: S3Client, folder: string) {
    this.server = server;
    this.#client = client;
    this.#folder = folder;
  }

  /** `folder`: where the AWS command line may have its home. */
  static async of(server: S3Server, folder: string): Promise<S3Peer> {
    const client = new S3Client({
      endpoint: server.url,
      region: "us-east-1",
      credentials: KEYS,
      forcePathStyle: true,
    });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await waitUntilBucketExists({ client, maxWaitTime: 10 }, { Bucket: BUCKET });
    return new S3Peer(server, client, folder);
  }

  async put(Key: string, Body: Buffer): Promise<void> {
    await this.#client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  }

  /** Reads on while `goesOn`, and returns the bytes that came. */
  async get(Key: string, goesOn: () => boolean = () => true): Promise<number> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    let bytes = 0;
    for await (const piece of Body as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      if (!goesOn()) break;
    }
    return bytes;
  }

  /** An object of so many times the same part, fewer where it does not go on; returns how many. */
  async putParts(
    Key: string,
    { part, times, goesOn }: { readonly part: Buffer; readonly times: number; goesOn(): boolean },
  ): Promise<number> {
    const at = { Bucket: BUCKET, Key };
    const { UploadId } = await this.#client.send(
      new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: "CRC32" }),
    );
    const Parts: { PartNumber: number; ETag: string | undefined; ChecksumCRC32: string | undefined }[] = [];
    while (Parts.length < times && (Parts.length === 0 || goesOn())) {
      const PartNumber = Parts.length + 1;
      const { ETag, ChecksumCRC32 } = await this.#client.send(
        new UploadPartCommand({ ...at, UploadId, PartNumber, Body: part, ChecksumAlgorithm: "CRC32" }),
      );
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    await this.#client.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }),
    );
    return Parts.length;
  }

  /** By `aws s3 sync`; returns how many were there when it had ended, or its time had. */
  async sync(files: string): Promise<number> {
    const tool = await awsCli();
    if ("missing" in tool) throw new Error(tool.missing);
    await run(tool.path, ["s3", "sync", "--only-show-errors", files, `s3://${BUCKET}/synced/`], {
      timeout: SYNC_MS,
      env: {
        PATH: process.env["PATH"],
        HOME: this.#folder,
        AWS_ENDPOINT_URL: this.server.url,
        AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_EC2_METADATA_DISABLED: "true",
      },
    }).catch((error: { readonly killed?: boolean }) => {
      if (error.killed !== true) throw error;
    });
    let count = 0;
    for await (const { KeyCount = 0 } of paginateListObjectsV2(
      { client: this.#client },
      { Bucket: BUCKET, Prefix: "synced/" },
    ))
      count += KeyCount;
    return count;
  }

  async down(): Promise<void> {
    this.#client.destroy();
    await this.server.down();
  }
}
