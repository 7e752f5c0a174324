import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { RunPlan } from "@slipway/model/run-plan.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAll } from "#artifacts/artifacts.contract.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { readManifest } from "#artifacts/manifest.ts";
import { systemClock } from "#lib/clock.ts";
import { createMover, type MoverOptions } from "./create-mover.ts";
import type { MoveOrder } from "./mover.ts";

const program = fileURLToPath(new URL("./helper.ts", import.meta.url));
const never = new AbortController().signal;

let folder: string;
let artifacts: FolderArtifacts;
let mover: ReturnType<typeof createMover>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-mover-"));
  artifacts = await FolderArtifacts.open(join(folder, "artifacts"), systemClock);
  await artifacts.createBucket("bucket");
  // On a machine that is busy no move is a slow one for that.
  mover = moverWith({ slowMs: 600_000 });
});
afterEach(async () => {
  await mover.close();
  expect(helpers()).toEqual([]);
  await artifacts.close();
  await rm(folder, { recursive: true, force: true });
});

const moverWith = (options: Partial<MoverOptions>) => createMover({ program, artifacts, ...options });

/** The processes that this one has started to move data. */
function helpers(): readonly number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(
      ([, parent, state = "", ...args]) =>
        Number(parent) === process.pid && !state.startsWith("Z") && args.includes(program),
    )
    .map(([pid]) => Number(pid));
}

const PLAN: RunPlan = {
  version: 2,
  run: "job",
  host: { index: 0, count: 1 },
  files: { "input/config/hyperparameters.json": "{}" },
  inputs: [
    {
      name: 'Channel "train"',
      to: "input/data/train",
      from: {
        s3Uri: "s3://bucket/train/",
        s3DataType: "S3Prefix",
        distribution: "FullyReplicated",
        compression: "None",
      },
      as: "copy",
    },
  ],
  outputs: [
    { name: "model", from: "model", to: "s3://bucket/model.tar.gz", form: "tar.gz", when: "end" },
    {
      name: "output",
      from: "output/data",
      to: "s3://bucket/output.tar.gz",
      form: "tar.gz",
      when: "end",
      also: ["output/failure"],
    },
  ],
  manifestUri: "s3://bucket/manifest.json",
};

/** A pod's folders, and what is to be moved there. */
function order(
  what: MoveOrder["what"],
  {
    pod = "pod",
    plan = PLAN,
    ...more
  }: Partial<Omit<MoveOrder, "plan">> & { readonly pod?: string; readonly plan?: RunPlan } = {},
): MoveOrder {
  const at = join(folder, pod);
  for (const name of ["ml", "plan"]) mkdirSync(join(at, name), { recursive: true });
  writeFileSync(join(at, "plan", "plan.json"), JSON.stringify(plan));
  return {
    what,
    ml: join(at, "ml"),
    plan: join(at, "plan"),
    log: join(at, "log"),
    terminationLog: join(at, "said"),
    ...more,
  };
}
const ml = (...path: readonly string[]) => join(folder, "pod/ml", ...path);
const log = () => readFileSync(join(folder, "pod/log"), "utf8");

describe("moving data beside a server", () => {
  it("brings what a plan names and takes what a program left, with the sidecar's words", async () => {
    await artifacts.put("bucket", "train/a/b.csv", Buffer.from("1,2"));
    expect(await mover.move(order("fetch"), never)).toBe(0);
    expect(readFileSync(ml("input/data/train/a/b.csv"), "utf8")).toBe("1,2");
    expect(readFileSync(ml("input/config/hyperparameters.json"), "utf8")).toBe("{}");
    expect(log()).toMatch(/^Channel "train": 1 file, 3 bytes in /);
    writeFileSync(ml("model/weights"), "w");
    expect(await mover.move(order("store"), never)).toBe(0);
    expect(log()).toContain("Uploaded s3://bucket/model.tar.gz, ");
    expect((await readManifest(artifacts, PLAN.manifestUri ?? "", "job"))?.stored).toEqual({
      model: "s3://bucket/model.tar.gz",
    });
    const { body } = await artifacts.get("bucket", "model.tar.gz");
    writeFileSync(join(folder, "model.tar.gz"), await readAll(body));
    expect(execFileSync("tar", ["tzf", join(folder, "model.tar.gz")], { encoding: "utf8" })).toBe(
      "weights\n",
    );
    expect(await mover.move(order("store"), never)).toBe(0);
    expect(log()).toContain("The results are stored already");
    expect(helpers()).toHaveLength(1);
  });

  it("says why it cannot, in the log and as the termination message", async () => {
    expect(await mover.move(order("fetch"), never)).toBe(1);
    expect(readFileSync(join(folder, "pod/said"), "utf8")).toMatch(/^SLIP-SIDECAR-001: Channel "train"/);
    expect(log()).toMatch(/^SLIP-SIDECAR-001/);
  });

  it.runIf(process.getuid?.() === 0)(
    "gives what it brings to the pod's own user, and nothing else",
    async () => {
      await artifacts.put("bucket", "train/a/b.csv", Buffer.from("1,2"));
      writeFileSync(join(folder, "outside"), "");
      mkdirSync(ml(), { recursive: true });
      symlinkSync(join(folder, "outside"), ml("link"));
      expect(await mover.move(order("fetch", { owner: 1_879_048_192 }), never)).toBe(0);
      for (const path of ["input/data/train/a/b.csv", "input", "output/data", "model"])
        expect([path, lstatSync(ml(path)).uid]).toEqual([path, 1_879_048_192]);
      expect(lstatSync(join(folder, "outside")).uid).toBe(0);
    },
  );
});

describe("data that is only looked at", () => {
  const [input] = PLAN.inputs;
  const plan = { ...PLAN, inputs: input === undefined ? [] : [{ ...input, as: "view" as const }] };
  const at = () => ml("input/data/train/file");
  beforeEach(() => artifacts.put("bucket", "train/file", Buffer.from("1,2")));
  const stored = async () => String(await readAll((await artifacts.get("bucket", "train/file")).body));

  it.runIf(process.getuid?.() === 0)(
    "is linked for a user who cannot write to it, and stays the home's own",
    async () => {
      const linking = { plan, owner: 1_879_048_192, mayLink: true };
      expect(await mover.move(order("fetch", linking), never)).toBe(0);
      const { uid, nlink, mode } = lstatSync(at());
      expect([uid, nlink, mode & 0o777]).toEqual([0, 2, 0o644]);
      expect(lstatSync(ml("input/data/train")).uid).toBe(1_879_048_192);
      expect(log()).toMatch(/1 file, 3 bytes in \S+ s \(1 linked\)/);
      expect(await mover.move(order("fetch", linking), never)).toBe(0);
      expect(await stored()).toBe("1,2");
      // As where a container shares the folder, whose root may be the machine's.
      expect(await mover.move(order("fetch", { ...linking, mayLink: false }), never)).toBe(0);
      expect([lstatSync(at()).nlink, lstatSync(at()).uid]).toEqual([1, 1_879_048_192]);
    },
  );

  it("is a file of its own for a user who is the home's", async () => {
    expect(await mover.move(order("fetch", { plan }), never)).toBe(0);
    expect(lstatSync(at()).nlink).toBe(1);
    expect(log()).toMatch(/\(1 (cloned|copied)\)/);
    writeFileSync(at(), "changed");
    expect(await stored()).toBe("1,2");
  });

  it("is copied where the object came in parts", async () => {
    const upload = await artifacts.createUpload("bucket", "train/file");
    const parts = [Buffer.alloc(5 << 20, "a"), Buffer.from("end")].map((body, index) =>
      artifacts.putPart(upload, index + 1, body),
    );
    const numbered = (await Promise.all(parts)).map(({ etag }, index) => ({ number: index + 1, etag }));
    await artifacts.completeUpload(upload, numbered);
    expect(await mover.move(order("fetch", { plan, owner: process.getuid?.() }), never)).toBe(0);
    expect(log()).toContain("(1 copied)");
    expect(lstatSync(at()).size).toBe((5 << 20) + 3);
  });
});

describe("what a program left for the next start", () => {
  const secret = () => join(folder, "secret");
  beforeEach(async () => {
    await artifacts.put("bucket", "train/file", Buffer.from("1,2"));
    mkdirSync(join(secret(), "data"), { recursive: true });
    writeFileSync(join(secret(), "data/kept"), "kept");
    mkdirSync(ml(), { recursive: true });
  });

  it.each(["output", "checkpoints", "model"])(
    "a link in place of %s is not followed and fails the fetch",
    async (name) => {
      symlinkSync(secret(), ml(name));
      const before = lstatSync(secret()).mode;
      expect(await mover.move(order("fetch"), never)).toBe(1);
      expect(readFileSync(join(folder, "pod/said"), "utf8")).toContain("SLIP-SIDECAR-005");
      expect(lstatSync(secret()).mode).toBe(before);
      expect(await readdir(secret())).toEqual(["data"]);
    },
  );

  it("a link in place of the input goes, and what it leads to stays", async () => {
    symlinkSync(secret(), ml("input"));
    expect(await mover.move(order("fetch"), never)).toBe(0);
    expect(readFileSync(join(secret(), "data/kept"), "utf8")).toBe("kept");
    expect(lstatSync(ml("input")).isDirectory()).toBe(true);
  });

  it("a link above what is brought is not followed", async () => {
    symlinkSync(secret(), ml("far"));
    const [input] = PLAN.inputs;
    const plan = { ...PLAN, inputs: input === undefined ? [] : [{ ...input, to: "far/data" }] };
    expect(await mover.move(order("fetch", { plan }), never)).toBe(1);
    expect(readFileSync(join(secret(), "data/kept"), "utf8")).toBe("kept");
  });

  it("nothing of this machine is stored by links, and no pipe is waited at", async () => {
    mkdirSync(ml("model"), { recursive: true });
    mkdirSync(ml("output"));
    writeFileSync(join(secret(), "facts.json"), '{"engine":"stolen"}');
    writeFileSync(join(secret(), "failure"), "stolen");
    symlinkSync(join(secret(), "data/kept"), ml("model/link"));
    execFileSync("mkfifo", [ml("model/pipe"), ml("output/failure")]);
    symlinkSync(secret(), ml("output/.slipway"));
    symlinkSync(secret(), ml("output/data"));
    expect(await mover.move(order("store"), never)).toBe(0);
    const manifest = await readManifest(artifacts, PLAN.manifestUri ?? "", "job");
    expect(manifest?.facts).toEqual({});
    expect(manifest?.stored["output"]).toBeUndefined();
    const { body } = await artifacts.get("bucket", "model.tar.gz");
    writeFileSync(join(folder, "model.tar.gz"), await readAll(body));
    expect(execFileSync("tar", ["tzf", join(folder, "model.tar.gz")], { encoding: "utf8" })).toBe("");
  });
});

describe("moves that go wrong", () => {
  const big = 96 * 1024 * 1024;
  const compressed = gzipSync(Buffer.alloc(big), { level: 1 });

  /** A fetch that takes a while, in a pod of its own. */
  async function slowFetch(pod: string): Promise<{ readonly order: MoveOrder; isUnderWay(): boolean }> {
    await artifacts.put("bucket", "slow/big.gz", compressed);
    const from = {
      s3Uri: "s3://bucket/slow/",
      s3DataType: "S3Prefix",
      distribution: "FullyReplicated",
      compression: "Gzip",
    } as const;
    const plan = { ...PLAN, inputs: [{ name: "slow", to: "input/data/slow", from, as: "copy" as const }] };
    const begun = join(folder, pod, "ml/input/data/slow/big");
    return { order: order("fetch", { pod, plan }), isUnderWay: () => existsSync(begun) };
  }

  it("what is cancelled ends, and leaves the process to the others", async () => {
    const { order: slow, isUnderWay } = await slowFetch("slow");
    const stop = new AbortController();
    const moved = mover.move(slow, stop.signal);
    moved.catch(() => {});
    await expect.poll(isUnderWay, { timeout: 10_000, interval: 5 }).toBe(true);
    stop.abort(new Error("stopped"));
    await expect(moved).rejects.toThrow("stopped");
    const [helper] = helpers();
    await artifacts.put("bucket", "train/file", Buffer.from("1,2"));
    expect(await mover.move(order("fetch"), never)).toBe(0);
    expect(helpers()).toEqual([helper]);
  });

  it("a killed process is followed by another one, which begins anew", async () => {
    const { order: slow, isUnderWay } = await slowFetch("slow");
    const moved = mover.move(slow, never);
    await expect.poll(isUnderWay, { timeout: 10_000, interval: 5 }).toBe(true);
    for (const pid of helpers()) process.kill(pid, "SIGKILL");
    expect(await moved).toBe(0);
    expect(lstatSync(join(folder, "slow/ml/input/data/slow/big")).size).toBe(big);
  });

  it("nobody waits for what takes long: the next ones get a process of their own", async () => {
    await mover.close();
    mover = moverWith({ slowMs: 0 });
    const { order: slow, isUnderWay } = await slowFetch("slow");
    const ended: string[] = [];
    const first = mover.move(slow, never).then(() => ended.push("slow"));
    await expect.poll(isUnderWay, { timeout: 10_000, interval: 5 }).toBe(true);
    await artifacts.put("bucket", "train/file", Buffer.from("1,2"));
    const second = mover.move(order("fetch"), never).then(() => ended.push("short"));
    await expect.poll(() => helpers().length).toBe(2);
    await Promise.all([first, second]);
    await expect.poll(() => helpers().length).toBeLessThan(2);
  });

  it("closing ends all of it", async () => {
    const { order: slow, isUnderWay } = await slowFetch("slow");
    const moved = mover.move(slow, never);
    moved.catch(() => {});
    await expect.poll(isUnderWay, { timeout: 10_000, interval: 5 }).toBe(true);
    await mover.close();
    await expect(moved).rejects.toThrow();
    expect(helpers()).toEqual([]);
  });
});
