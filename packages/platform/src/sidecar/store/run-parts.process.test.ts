import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunPlan } from "@slipway/model/run-plan.ts";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readAll } from "#artifacts/artifacts.contract.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { readManifest } from "#artifacts/manifest.ts";
import { systemClock } from "#lib/clock.ts";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { SyncMemory } from "../sync/sync-memory.ts";
import { uploadResults } from "./upload-results.ts";

let folder: string;
let artifacts: FolderArtifacts;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-parts-"));
  artifacts = await FolderArtifacts.open(join(folder, "artifacts"), systemClock);
  await artifacts.createBucket("bucket");
});
afterEach(async () => {
  await artifacts.close();
  await rm(folder, { recursive: true, force: true });
});

const MANIFEST = "s3://bucket/job/output/slipway-manifest.json";

const planOf = (index: number, count: number, run = "job"): RunPlan => ({
  version: 2,
  run,
  host: { index, count },
  files: {},
  inputs: [],
  outputs: [
    { name: "model", from: "model", to: "s3://bucket/job/output/model.tar.gz", form: "tar.gz", when: "end" },
    {
      name: "data",
      from: "output/data",
      to: "s3://bucket/job/output/output.tar.gz",
      form: "tar.gz",
      when: "end",
    },
  ],
  manifestUri: MANIFEST,
});

/** What a host's program left. */
function leave(host: number, files: Readonly<Record<string, string>>): string {
  const ml = join(folder, `ml-${host}`);
  mkdirSync(ml, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(ml, path, ".."), { recursive: true });
    writeFileSync(join(ml, path), text);
  }
  return ml;
}

function store(host: number, count: number, through: Artifacts = artifacts): Promise<void> {
  return uploadResults(planOf(host, count), {
    artifacts: through,
    places: { ml: join(folder, `ml-${host}`) },
    say: () => {},
    tell: async () => {},
    retry: (work) => work(),
    memory: new SyncMemory(),
  });
}

/** As this machine's tar has it. */
async function unpacked(key: string): Promise<(path: string) => string> {
  const { body } = await artifacts.get("bucket", key);
  const file = join(folder, "found.tar.gz");
  const to = join(folder, "found");
  writeFileSync(file, await readAll(body));
  await rm(to, { recursive: true, force: true });
  mkdirSync(to);
  execFileSync("tar", ["xzf", file, "-C", to]);
  return (path) => readFileSync(join(to, path), "utf8");
}

const keys = async () =>
  (await artifacts.list("bucket", { prefix: "job/", limit: 100 })).items.map(({ key }) => key);

it("makes one archive of what all hosts left, once the last of them has stored its part", async () => {
  leave(0, {
    "model/a": "of the first",
    "model/both": "first",
    "output/.slipway/facts.json": '{"engine":"e 1"}',
  });
  leave(1, { "model/sub/b": "of the second", "model/both": "second", "output/data/log": "words" });
  leave(2, {});
  await store(1, 3);
  await store(2, 3);
  expect(await readManifest(artifacts, MANIFEST, "job")).toBeUndefined();
  await store(0, 3);
  const model = await unpacked("job/output/model.tar.gz");
  expect([model("a"), model("sub/b")]).toEqual(["of the first", "of the second"]);
  // AWS asks for names that do not clash; of those that do the first host's stands.
  expect(model("both")).toBe("first");
  expect((await unpacked("job/output/output.tar.gz"))("log")).toBe("words");
  expect(await readManifest(artifacts, MANIFEST, "job")).toMatchObject({
    stored: { model: "s3://bucket/job/output/model.tar.gz", data: "s3://bucket/job/output/output.tar.gz" },
    facts: { engine: "e 1" },
  });
  expect(await keys()).toEqual([
    "job/output/model.tar.gz",
    "job/output/output.tar.gz",
    "job/output/slipway-manifest.json",
  ]);
});

it("has no archive of what no host left anything for", async () => {
  for (const host of [0, 1]) leave(host, {});
  for (const host of [0, 1]) await store(host, 2);
  expect((await readManifest(artifacts, MANIFEST, "job"))?.stored).toEqual({});
  expect(await keys()).toEqual(["job/output/slipway-manifest.json"]);
});

class Killed extends Error {}

/** Fails at the so-and-so-manieth write or removal, before or after it has happened. */
function killedAt(step: number, after: boolean): Artifacts {
  let steps = 0;
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    const isIt = steps++ === step;
    if (isIt && !after) throw new Killed();
    const result = await work();
    if (isIt) throw new Killed();
    return result;
  };
  return {
    bucketExists: (bucket) => artifacts.bucketExists(bucket),
    head: (bucket, key) => artifacts.head(bucket, key),
    get: (bucket, key, range) => artifacts.get(bucket, key, range),
    list: (bucket, where) => artifacts.list(bucket, where),
    put: (bucket, key, body, properties) => counted(() => artifacts.put(bucket, key, body, properties)),
    remove: (bucket, key) => counted(() => artifacts.remove(bucket, key)),
  };
}

it("comes out the same whoever is killed anywhere and does it again, also at the same time", async () => {
  const kills = fc.array(fc.record({ step: fc.nat(7), after: fc.boolean(), host: fc.nat(1) }), {
    maxLength: 6,
  });
  const property = fc.asyncProperty(kills, async (found) => {
    for (const key of await keys()) await artifacts.remove("bucket", key);
    for (const host of [0, 1])
      leave(host, { [`model/${host}`]: `of ${host}`, "model/both": `both of ${host}` });
    for (const { step, after, host } of found)
      await store(host, 2, killedAt(step, after)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
    await Promise.all([store(0, 2), store(1, 2)]);
    await store(0, 2);
    const model = await unpacked("job/output/model.tar.gz");
    expect([model("0"), model("1"), model("both")]).toEqual(["of 0", "of 1", "both of 0"]);
    expect(await keys()).toEqual(["job/output/model.tar.gz", "job/output/slipway-manifest.json"]);
  });
  await fc.assert(property, modelRuns(20));
}, 60_000);
