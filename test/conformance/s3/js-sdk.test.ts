import { randomBytes } from "node:crypto";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { S3Home, secretOf } from "./s3-home.ts";

describe("S3 as the AWS SDK for JavaScript knows it", () => {
  let home: S3Home;
  let s3: S3Client;
  const client = (config: S3ClientConfig = {}) =>
    new S3Client({
      endpoint: home.url,
      region: "us-west-2",
      credentials: { accessKeyId: "OWNER", secretAccessKey: secretOf("OWNER") },
      maxAttempts: 1,
      ...config,
    });

  beforeAll(async () => {
    home = await S3Home.up();
    s3 = client({ forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "js-sdk" }));
  });
  afterAll(() => home.down());

  it.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
    "verifies %s, before and behind the body",
    async (algorithm) => {
      const body = randomBytes(200_000);
      const common = { Bucket: "js-sdk", Key: `k-${algorithm}`, ChecksumAlgorithm: algorithm };
      await s3.send(new PutObjectCommand({ ...common, Body: body }));
      const stream = Readable.from([body.subarray(0, 100_000), body.subarray(100_000)], {
        objectMode: false,
      });
      await s3.send(new PutObjectCommand({ ...common, Body: stream, ContentLength: body.length }));
      const got = await s3.send(new GetObjectCommand({ Bucket: "js-sdk", Key: common.Key }));
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
      expect(got.ContentEncoding).toBeUndefined();
    },
  );

  it("refuses a body whose checksum is wrong and stores nothing", async () => {
    const put = new PutObjectCommand({
      Bucket: "js-sdk",
      Key: "bad",
      Body: "hello",
      ChecksumCRC64NVME: "AAAAAAAAAAA=",
    });
    await expect(s3.send(put)).rejects.toMatchObject({ name: "BadDigest" });
    await expect(s3.send(new HeadObjectCommand({ Bucket: "js-sdk", Key: "bad" }))).rejects.toMatchObject({
      name: "NotFound",
    });
  });

  it("streams a large body in parts", async () => {
    const part = randomBytes(1_000_000);
    const Body = Readable.from(
      Array.from({ length: 18 }, () => part),
      { objectMode: false },
    );
    await new Upload({ client: s3, params: { Bucket: "js-sdk", Key: "big", Body } }).done();
    const { ContentLength, ETag } = await s3.send(new HeadObjectCommand({ Bucket: "js-sdk", Key: "big" }));
    expect([ContentLength, ETag]).toEqual([18_000_000, expect.stringMatching(/-4"$/)]);
  });

  it("presigns with what is said of the object in the URL", async () => {
    const put = new PutObjectCommand({
      Bucket: "js-sdk",
      Key: "url",
      Metadata: { purpose: "test" },
      ContentType: "x/y",
    });
    // By default the SDK signs the checksum of the body it does not have yet.
    const presigning = client({ forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" });
    const url = await getSignedUrl(presigning, put, { expiresIn: 60 });
    const answer = await fetch(url, { method: "PUT", body: "by url", headers: { "content-type": "x/y" } });
    expect(answer.status).toBe(200);
    expect(await home.store.head("js-sdk", "url")).toMatchObject({
      size: 6,
      contentType: "x/y",
      metadata: { purpose: "test" },
    });
    const acl = new PutObjectCommand({ Bucket: "js-sdk", Key: "public", ACL: "public-read" });
    expect((await fetch(await getSignedUrl(presigning, acl), { method: "PUT", body: "x" })).status).toBe(400);
  });

  it("lists, copies and deletes", async () => {
    await s3.send(new CopyObjectCommand({ Bucket: "js-sdk", Key: "copies/1", CopySource: "js-sdk/big" }));
    await s3.send(new PutObjectCommand({ Bucket: "js-sdk", Key: "copies/\u0001 & <2>", Body: "x" }));
    const where = { Bucket: "js-sdk", Prefix: "copies/", EncodingType: "url" } as const;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command(where));
    const keys = Contents.map(({ Key = "" }) => decodeURIComponent(Key));
    expect(keys).toEqual(["copies/\u0001 & <2>", "copies/1"]);
    const Objects = keys.map((Key) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: "js-sdk", Delete: { Objects: [{ Key: "copies/1" }] } }));
    expect(Objects).toHaveLength(2);
    expect((await s3.send(new ListObjectsV2Command(where))).KeyCount).toBe(1);
  });

  it("finds a bucket by its host name below localhost", async () => {
    // Where `js-sdk.localhost` resolves to is the machine's business; the signature covers the name all the same.
    const { port } = new URL(home.url);
    const lookup: LookupFunction = (_name, _options, found) =>
      found(null, [{ address: "127.0.0.1", family: 4 }]);
    const hosted = client({
      endpoint: `http://localhost:${port}`,
      requestHandler: { httpAgent: { lookup } },
    });
    await hosted.send(new PutObjectCommand({ Bucket: "js-sdk", Key: "hosted/key", Body: "x" }));
    expect(await home.store.head("js-sdk", "hosted/key")).toMatchObject({ size: 1 });
  });
});
