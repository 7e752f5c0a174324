import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import type { HostPlace } from "@slipway/model/run-plan.ts";
import type { S3Data } from "@slipway/model/s3-data.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { systemClock } from "#lib/clock.ts";
import { dataObjects } from "./data-objects.ts";

let folder: string;
let store: FolderArtifacts;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-channel-"));
  store = await FolderArtifacts.open(folder, systemClock);
  await store.createBucket("data");
  const keys = [
    "d/train/",
    "d/train/0.csv",
    "d/train/1.csv",
    "d/train/sub/2.csv",
    "d/train2.csv",
    "d/validation/x",
    "one.csv",
  ];
  for (const key of keys) await store.put("data", key, Buffer.from(key));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

async function paths(input: Partial<S3Data> & { s3Uri: string }, host: HostPlace = { index: 0, count: 1 }) {
  const whole: S3Data = {
    s3DataType: "S3Prefix",
    distribution: "FullyReplicated",
    compression: "None",
    ...input,
  };
  const source = { artifacts: store, host, retry: <T>(work: () => Promise<T>) => work() };
  const found: string[] = [];
  try {
    for await (const object of dataObjects(whole, source)) found.push(`${object.key} -> ${object.path}`);
  } catch (error) {
    if (isSlipwayError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return found;
}

describe("the objects of a channel", () => {
  it("below a prefix with a slash keep their path behind it", async () => {
    expect(await paths({ s3Uri: "s3://data/d/train/" })).toEqual([
      "d/train/0.csv -> 0.csv",
      "d/train/1.csv -> 1.csv",
      "d/train/sub/2.csv -> sub/2.csv",
    ]);
  });

  it("are those whose keys start so, as SageMaker has it, and a folder's files lie directly in the channel", async () => {
    expect(await paths({ s3Uri: "s3://data/d/train" })).toEqual([
      "d/train/0.csv -> 0.csv",
      "d/train/1.csv -> 1.csv",
      "d/train/sub/2.csv -> sub/2.csv",
      "d/train2.csv -> train2.csv",
    ]);
  });

  it("may be one file, or a whole bucket", async () => {
    expect(await paths({ s3Uri: "s3://data/one.csv" })).toEqual(["one.csv -> one.csv"]);
    expect(await paths({ s3Uri: "s3://data" })).toHaveLength(6);
  });

  it("that are not there are said in SageMaker's words", async () => {
    expect(await paths({ s3Uri: "s3://data/none/" })).toBe(
      'SLIP-SIDECAR-001: No S3 objects found under S3 URL "s3://data/none/" given in input data source.',
    );
    expect(await paths({ s3Uri: "s3://nowhere/x" })).toMatch(/^SLIP-S3-001: .*nowhere/);
  });

  it("are dealt out among hosts, each object to one", async () => {
    const sharded = { s3Uri: "s3://data/d/train/", distribution: "ShardedByS3Key" } as const;
    expect(await paths(sharded, { index: 0, count: 2 })).toEqual([
      "d/train/0.csv -> 0.csv",
      "d/train/sub/2.csv -> sub/2.csv",
    ]);
    expect(await paths(sharded, { index: 1, count: 2 })).toEqual(["d/train/1.csv -> 1.csv"]);
    expect(await paths({ ...sharded, distribution: "FullyReplicated" }, { index: 1, count: 2 })).toHaveLength(
      3,
    );
  });

  it("may be listed by a manifest", async () => {
    const manifest = [{ prefix: "s3://data/d/" }, "train/1.csv", "validation/x"];
    await store.put("data", "manifest.json", Buffer.from(JSON.stringify(manifest)));
    expect(await paths({ s3Uri: "s3://data/manifest.json", s3DataType: "ManifestFile" })).toEqual([
      "d/train/1.csv -> train/1.csv",
      "d/validation/x -> validation/x",
    ]);
  });

  it.each(["{", "{}", "[]", '["a"]', '[{"prefix":"d/"},"a"]', '[{"prefix":"s3://data/"},1]'])(
    "cannot come from the manifest %s",
    async (text) => {
      await store.put("data", "bad.json", Buffer.from(text));
      expect(await paths({ s3Uri: "s3://data/bad.json", s3DataType: "ManifestFile" })).toMatch(
        /^SLIP-SIDECAR-004: /,
      );
    },
  );
});
