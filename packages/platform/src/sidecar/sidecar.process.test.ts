import { execFile } from "node:child_process";
import { access, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { RunInput, RunPlan } from "@slipway/model/run-plan.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readAll } from "#artifacts/artifacts.contract.ts";
import type { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { readManifest } from "#artifacts/manifest.ts";
import { freePort } from "#lib/testing/free-port.ts";
import { SidecarWorld } from "./testing/sidecar-world.ts";

/** With other processes, on a machine that has twice as much to do as it can. */
const PATIENCE = { timeout: 90_000 };
const run = promisify(execFile);

let world: SidecarWorld;
let outer: string;
let ml: string;
let store: FolderArtifacts;
beforeEach(async () => {
  world = await SidecarWorld.create();
  ({ outer, ml, store } = world);
});
afterEach(() => world.end());

const start = (...of: Parameters<SidecarWorld["start"]>) => world.start(...of);

const MANIFEST = "s3://bucket/job/manifest.json";
const MODEL = "s3://bucket/job/output/model.tar.gz";
const DATA = "s3://bucket/job/output/output.tar.gz";
const archive = { form: "tar.gz", when: "end" } as const;
const RESULTS: Pick<RunPlan, "outputs" | "manifestUri"> = {
  outputs: [
    { name: "model", from: "model", to: MODEL, ...archive },
    { name: "data", from: "output/data", to: DATA, also: ["output/failure"], ...archive },
  ],
  manifestUri: MANIFEST,
};
/** Whatever a plan may be. */
const planned = (what: object = {}) => world.plan(what);
const from = {
  s3Uri: "s3://bucket/data/train",
  s3DataType: "S3Prefix",
  distribution: "FullyReplicated",
  compression: "None",
} as const;
const input: RunInput = { name: 'Channel "train"', to: "input/data/train", from, as: "copy" };
const unpacking = (to: string, uri: string): RunInput => ({
  name: `The ${to}`,
  to,
  from: { archive: uri },
  as: "copy",
});
const said = (program: string) => world.said(program);
const ready = () => vi.waitFor(() => access(join(ml, "output", ".slipway", "store-ready")), PATIENCE);

const CHECKPOINTS: RunPlan["outputs"][number] = {
  name: "checkpoints",
  from: "checkpoints",
  to: "s3://bucket/job/checkpoints/",
  form: "files",
  when: "continuous",
};
const keys = async () => (await store.list("bucket", { limit: 10 })).items.map(({ key }) => key);

async function filesOf(key: string): Promise<string> {
  const bytes = await readAll((await store.get("bucket", key)).body);
  const file = join(outer, "listed.tar.gz");
  await writeFile(file, bytes);
  return (await run("tar", ["tzf", file])).stdout;
}

describe("fetch", () => {
  it("lays out channels, config files and source", async () => {
    await store.put("bucket", "data/train/part-0", Buffer.from("1,2"));
    const source = join(outer, "source.tar.gz");
    await writeFile(join(outer, "train.py"), "print(1)");
    await run("tar", ["czf", source, "-C", outer, "train.py"]);
    await store.put("bucket", "code/source.tar.gz", await readFile(source));
    await planned({
      files: { "input/config/hyperparameters.json": '{"eta":"0.1"}' },
      inputs: [
        unpacking("code", "s3://bucket/code/source.tar.gz"),
        unpacking("model", "s3://bucket/code/source.tar.gz"),
        input,
      ],
    });
    const { code, output } = await start("fetch").ended;
    expect([code, output]).toEqual([0, expect.stringContaining('Channel "train": 1 file, 3 bytes')]);
    expect(await readFile(join(ml, "input/data/train/part-0"), "utf8")).toBe("1,2");
    expect(await readFile(join(ml, "input/config/hyperparameters.json"), "utf8")).toBe('{"eta":"0.1"}');
    expect(await readFile(join(ml, "code/train.py"), "utf8")).toBe("print(1)");
    expect(await readFile(join(ml, "model/train.py"), "utf8")).toBe("print(1)");
    await access(join(ml, "output/data"));
  });

  it.each([
    [
      "an empty prefix",
      { inputs: [input] },
      /^SLIP-SIDECAR-001: Channel "train" \(s3:\/\/bucket\/data\/train\): No S3 objects found under S3 URL/,
    ],
    [
      "a missing bucket",
      { inputs: [{ ...input, from: { ...from, s3Uri: "s3://nowhere/x" } }] },
      /^SLIP-S3-001: Channel "train".*nowhere/,
    ],
    [
      "a missing archive",
      { inputs: [unpacking("model", "s3://bucket/none.tar.gz")] },
      /^SLIP-S3-002: The model.*none\.tar\.gz/,
    ],
    ["a config file out of place", { files: { "../x": "" } }, /^SLIP-SIDECAR-005: /],
    [
      "an input out of place",
      { inputs: [{ ...input, to: "../x" }] },
      /^SLIP-SIDECAR-005: .*not a path below/,
    ],
    ["an input in the place of everything", { inputs: [{ ...input, to: "." }] }, /^SLIP-SIDECAR-005: /],
    [
      "an archive that is to be streamed",
      { inputs: [{ ...unpacking("model", "s3://bucket/none.tar.gz"), as: "stream" }] },
      /^SLIP-SIDECAR-005: .*stream/,
    ],
    ["a plan that is none", { files: 1 }, /^SLIP-SIDECAR-005: /],
    ["a plan of a newer Slipway", { version: 3 }, /^SLIP-SIDECAR-005: .*version/],
  ])("says why it cannot: %s", async (_, what, sentence) => {
    await planned(what);
    expect((await start("fetch").ended).code).toBe(1);
    expect(await said("fetch")).toMatch(sentence);
  });

  it("starts anew when it is started again, wherever the data goes", async () => {
    await store.put("bucket", "data/train/part-0", Buffer.from("1,2"));
    await planned({ inputs: [input, { ...input, to: "processing/input" }] });
    expect((await start("fetch").ended).code).toBe(0);
    await writeFile(join(ml, "processing/input/left"), "over");
    expect((await start("fetch").ended).code).toBe(0);
    expect(await readdir(join(ml, "processing/input"))).toEqual(["part-0"]);
  });

  it("waits out a store that is away", async () => {
    await store.put("bucket", "data/train/part-0", Buffer.from("1,2"));
    await planned({ inputs: [input] });
    await world.hangUp();
    const { ended, output } = start("fetch");
    await vi.waitFor(() => expect(output()).toContain("Trying again"), PATIENCE);
    await world.listen();
    expect((await ended).code).toBe(0);
  });

  it("ends at once on SIGTERM", async () => {
    await planned(RESULTS);
    const { child, ended } = start("fetch");
    await vi.waitFor(() => access(join(ml, "output/.slipway/fetched")), PATIENCE);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(143);
  });
});

describe("store", () => {
  async function trained() {
    await planned(RESULTS);
    const { child, ended, output } = start("store");
    await ready();
    expect((await start("fetch").ended).code).toBe(0);
    return { child, ended, output };
  }

  it.each(["model", "output/data", "output"])(
    "takes nothing from where a program put a link in place of %s",
    async (replaced) => {
      const { child, ended } = await trained();
      // What the sidecar alone sees: its environment has the key of the buckets.
      const elsewhere = join(outer, "elsewhere");
      await mkdir(join(elsewhere, "data"), { recursive: true });
      for (const name of ["secret", "data/secret"]) await writeFile(join(elsewhere, name), "secret");
      await rm(join(ml, replaced), { recursive: true });
      await symlink(elsewhere, join(ml, replaced));
      child.kill("SIGTERM");
      const { output } = await ended;
      // Without `output` there are no marks that the program ever ran.
      if (replaced !== "output") expect(output).toContain(`/opt/ml/${replaced} is not the folder`);
      const stored = (await store.list("bucket", { limit: 10 })).items.map(({ key }) => key);
      expect(stored.filter((key) => key.endsWith(".tar.gz"))).toEqual([]);
    },
  );

  it.each([
    ["a pipe that nobody writes to", (path: string) => run("mkfifo", [path])],
    ["a link to what only it sees", (path: string) => symlink("/proc/self/environ", path)],
    ["a folder", (path: string) => mkdir(path)],
  ])("goes on where a program left %s for its facts", async (_, leave) => {
    const { child, ended } = await trained();
    await leave(join(ml, "output/.slipway/facts.json"));
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect(await readManifest(store, MANIFEST, "run-1")).toMatchObject({ facts: {} });
  });

  it("uploads model, output and facts when the program has ended, the manifest last", async () => {
    const { child, ended } = await trained();
    await writeFile(join(ml, "model/xgboost-model"), "model");
    await writeFile(join(ml, "output/data/metrics.json"), "{}");
    await writeFile(join(ml, "output/failure"), "it broke");
    await writeFile(join(ml, "output/.slipway/facts.json"), '{"engine":"xgboost 3.2.0"}');
    await sleep(50);
    expect((await store.list("bucket", { limit: 10 })).items).toEqual([]);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect(await filesOf("job/output/model.tar.gz")).toBe("xgboost-model\n");
    expect(await filesOf("job/output/output.tar.gz")).toBe("metrics.json\nfailure\n");
    expect(await readManifest(store, MANIFEST, "run-1")).toMatchObject({
      version: 2,
      run: "run-1",
      stored: { model: MODEL, data: DATA },
      facts: { engine: "xgboost 3.2.0" },
    });
  });

  it("says in the manifest that there was no model and no output", async () => {
    const { child, ended } = await trained();
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    const manifest = await readManifest(store, MANIFEST, "run-1");
    expect(manifest).toMatchObject({ run: "run-1", facts: {} });
    expect(Object.keys(manifest ?? {}).sort()).toEqual(["facts", "run", "stored", "uploadedAt", "version"]);
    expect(manifest?.stored).toEqual({});
  });

  it("stores files one by one where the plan wants no archive, and follows no link", async () => {
    const to = "s3://bucket/job/output/files/";
    await planned({
      outputs: [{ name: "report", from: "processing/output/report", to, form: "files", when: "end" }],
      manifestUri: MANIFEST,
    });
    const { child, ended } = start("store");
    await ready();
    expect((await start("fetch").ended).code).toBe(0);
    await mkdir(join(ml, "processing/output/report/deep"), { recursive: true });
    await writeFile(join(ml, "processing/output/report/deep/a.csv"), "1,2");
    await writeFile(join(ml, "processing/output/report/b.csv"), "3");
    await symlink("/etc/passwd", join(ml, "processing/output/report/link"));
    child.kill("SIGTERM");
    const { code, output } = await ended;
    expect([code, output]).toEqual([0, expect.stringContaining('report/link" is a link and is left out')]);
    const keys = (await store.list("bucket", { limit: 10 })).items.map(({ key }) => key);
    expect(keys).toEqual(["job/manifest.json", "job/output/files/b.csv", "job/output/files/deep/a.csv"]);
    expect(await readManifest(store, MANIFEST, "run-1")).toMatchObject({ stored: { report: to } });
  });

  it("carries out the plan of a pod that an older Slipway made, whose manifest is told in today's terms", async () => {
    await store.put("bucket", "data/train/part-0", Buffer.from("1,2"));
    await writeFile(
      join(outer, "plan/fetch.json"),
      JSON.stringify({ files: { "input/config/x": "y" }, inputs: [{ channel: "train", ...from }] }),
    );
    const outputs = { modelUri: MODEL, dataUri: DATA, manifestUri: MANIFEST };
    await writeFile(join(outer, "plan/store.json"), JSON.stringify({ run: "run-1", outputs }));
    const { child, ended } = start("store");
    await ready();
    expect((await start("fetch").ended).code).toBe(0);
    expect(await readFile(join(ml, "input/data/train/part-0"), "utf8")).toBe("1,2");
    await writeFile(join(ml, "model/m"), "model");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect(await readManifest(store, MANIFEST, "run-1")).toMatchObject({ stored: { model: MODEL } });
  });

  it("does nothing when the results are stored already", async () => {
    const { child, ended } = await trained();
    const manifest = { version: 1, run: "run-1", facts: {}, uploadedAt: "2026-01-01T00:00:00Z" };
    await store.put("bucket", "job/manifest.json", Buffer.from(JSON.stringify(manifest)));
    await writeFile(join(ml, "model/m"), "model");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect((await store.list("bucket", { limit: 10 })).items.map((item) => item.key)).toEqual([
      "job/manifest.json",
    ]);
  });

  it("goes on when the store went away and came back", async () => {
    const { child, ended, output } = await trained();
    await writeFile(join(ml, "model/m"), "model");
    await world.hangUp();
    child.kill("SIGTERM");
    await vi.waitFor(() => expect(output()).toContain("Trying again"), PATIENCE);
    await world.listen();
    expect((await ended).code).toBe(0);
    expect(await readManifest(store, MANIFEST, "run-1")).toMatchObject({
      stored: { model: MODEL },
    });
  });

  it("says why it cannot store, when waiting would not help", async () => {
    const { child, ended } = await trained();
    await store.removeBucket("bucket");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(1);
    expect(await said("store")).toMatch(/^SLIP-S3-001: /);
    await store.createBucket("bucket");
  });

  describe("that reads its pod's annotations", () => {
    const answers = (at: number) =>
      new Promise<boolean>((resolve) => {
        const socket = connect(at, "127.0.0.1");
        socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
        socket.once("connect", () => socket.destroy());
      });
    async function reading(plan: Pick<RunPlan, "outputs" | "manifestUri"> = RESULTS) {
      const words = join(outer, "words");
      await mkdir(words);
      const alive = await freePort();
      const env = { SLIPWAY_POD_WORDS: words, SLIPWAY_ALIVE_PORT: String(alive) };
      await planned(plan);
      // In such a pod fetch ends before store is there.
      expect((await start("fetch", env).ended).code).toBe(0);
      const { child, ended } = start("store", env);
      await vi.waitFor(async () => expect(await answers(alive)).toBe(true), PATIENCE);
      await writeFile(join(ml, "model/m"), "model");
      return { child, ended, alive, say: (word: "stop" | "ended") => writeFile(join(words, word), "now") };
    }

    it("answers until the run is to stop, and uploads when the program has ended", async () => {
      const { ended, alive, say } = await reading();
      await say("stop");
      await vi.waitFor(async () => expect(await answers(alive)).toBe(false), PATIENCE);
      expect((await store.list("bucket", { limit: 10 })).items).toEqual([]);
      await say("ended");
      expect((await ended).code).toBe(0);
      expect(await filesOf("job/output/model.tar.gz")).toBe("m\n");
    });

    it("uploads nothing of a pod that is taken away before its program has ended", async () => {
      const { child, ended } = await reading();
      child.kill("SIGTERM");
      expect((await ended).code).toBe(0);
      expect((await store.list("bucket", { limit: 10 })).items).toEqual([]);
    });

    it("goes on storing what is stored continuously, and nothing else, while the pod is taken away", async () => {
      const { child } = await reading({ ...RESULTS, outputs: [...RESULTS.outputs, CHECKPOINTS] });
      child.kill("SIGTERM");
      await writeFile(join(ml, "checkpoints/last"), "1");
      await vi.waitFor(async () => expect(await keys()).toEqual(["job/checkpoints/last"]), PATIENCE);
      child.kill("SIGKILL");
    });
  });

  it("stores what is to be stored continuously while the program runs, and the rest when it has ended", async () => {
    await planned({ ...RESULTS, outputs: [...RESULTS.outputs, CHECKPOINTS] });
    const { child, ended } = start("store");
    await ready();
    expect((await start("fetch").ended).code).toBe(0);
    await writeFile(join(ml, "checkpoints/step"), "1");
    await vi.waitFor(async () => expect(await keys()).toEqual(["job/checkpoints/step"]), PATIENCE);
    await writeFile(join(ml, "checkpoints/step"), "2");
    await writeFile(join(ml, "model/m"), "model");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect(String(await readAll((await store.get("bucket", "job/checkpoints/step")).body))).toBe("2");
    expect((await readManifest(store, MANIFEST, "run-1"))?.stored).toMatchObject({
      model: MODEL,
      checkpoints: CHECKPOINTS.to,
    });
  });

  it("stores nothing where the data never came", async () => {
    await planned(RESULTS);
    const { child, ended } = start("store");
    await ready();
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect((await store.list("bucket", { limit: 10 })).items).toEqual([]);
  });
});
