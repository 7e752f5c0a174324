import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../../../packages/lib/src/log.ts";
import { offerSampleFiles } from "../../../packages/platform/src/main/serve/sample-files.ts";
import { S3Home, secretOf } from "./s3-home.ts";

const BUCKET = "sagemaker-sample-files";
const PREFIX = "datasets/tabular/uci_abalone/";
const KEYS = ["train/abalone.train_0", "train/abalone.train_1", "validation/abalone.validation"];

let home: S3Home;
let s3: S3Client;
beforeEach(async () => {
  home = await S3Home.up();
  s3 = new S3Client({
    endpoint: home.url,
    region: "us-west-2",
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: "OWNER", secretAccessKey: secretOf("OWNER") },
  });
});
afterEach(async () => {
  s3.destroy();
  await home.down();
});

const keys = async () => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: PREFIX }));
  return Contents.map(({ Key }) => Key);
};

test("the walkthrough's files are there to be read and copied, whatever of them was there before", async () => {
  await offerSampleFiles(home.store, silentLog);
  await home.store.remove(BUCKET, `${PREFIX}${KEYS[1]}`);
  await offerSampleFiles(home.store, silentLog);
  expect(await keys()).toEqual(KEYS.map((key) => `${PREFIX}${key}`));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}${KEYS[0]}` }));
  expect(await Body?.transformToString()).toMatch(/^\d+ 1:\d/);
  await s3.send(new CreateBucketCommand({ Bucket: "mine" }));
  const CopySource = `${BUCKET}/${PREFIX}${KEYS[0]}`;
  await s3.send(new CopyObjectCommand({ Bucket: "mine", Key: "train", CopySource }));
  expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual(["mine"]);
});

test("nobody changes them", async () => {
  await offerSampleFiles(home.store, silentLog);
  const Key = `${PREFIX}${KEYS[0]}`;
  for (const command of [
    new PutObjectCommand({ Bucket: BUCKET, Key, Body: "x" }),
    new DeleteObjectCommand({ Bucket: BUCKET, Key }),
    new CopyObjectCommand({ Bucket: BUCKET, Key: "more", CopySource: `${BUCKET}/${Key}` }),
    new DeleteBucketCommand({ Bucket: BUCKET }),
    new CreateBucketCommand({ Bucket: BUCKET }),
  ])
    await expect(s3.send(command as PutObjectCommand)).rejects.toMatchObject({ name: "AccessDenied" });
  expect(await keys()).toHaveLength(KEYS.length);
});

test("a bucket of the name that somebody made is theirs", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await offerSampleFiles(home.store, silentLog);
  expect(await keys()).toEqual([]);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "own", Body: "x" }));
  expect((await s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1);
});
