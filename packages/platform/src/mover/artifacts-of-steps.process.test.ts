import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunInput, RunOutput, RunPlan } from "@slipway/model/run-plan.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { readManifest } from "#artifacts/manifest.ts";
import { parseResultsMessage } from "#artifacts/results-message.ts";
import { systemClock } from "#lib/clock.ts";
import { createMover } from "./create-mover.ts";
import type { MoveOrder } from "./mover.ts";

const program = fileURLToPath(new URL("./helper.ts", import.meta.url));
const RESULTS = "s3://bucket/runs/one/results.json";

let folder: string;
let artifacts: FolderArtifacts;
let mover: ReturnType<typeof createMover>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-steps-"));
  artifacts = await FolderArtifacts.open(join(folder, "artifacts"), systemClock);
  await artifacts.createBucket("bucket");
  mover = createMover({ program, artifacts, slowMs: 600_000 });
});
afterEach(async () => {
  await mover.close();
  await artifacts.close();
  await rm(folder, { recursive: true, force: true });
});

const output = (name: string): RunOutput => ({
  ...{ name, from: `output/artifacts/${name}`, to: `s3://bucket/runs/one/${name}/` },
  ...{ form: "artifact", when: "end" },
});
const input = (to: string, s3Uri: string, digest: string): RunInput => ({
  ...{ name: `Input "${to}"`, to: `input/data/${to}`, as: "copy", digest },
  from: { s3Uri, s3DataType: "S3Prefix", distribution: "FullyReplicated", compression: "None" },
});

/** Moves what a plan says of a pod; answers the code and what was told. */
async function move(pod: string, what: MoveOrder["what"], plan: Partial<RunPlan>) {
  const at = join(folder, pod);
  for (const name of ["ml", "plan"]) mkdirSync(join(at, name), { recursive: true });
  const whole = { version: 2, run: pod, host: { index: 0, count: 1 }, files: {}, inputs: [], outputs: [] };
  writeFileSync(join(at, "plan", "plan.json"), JSON.stringify({ ...whole, ...plan }));
  const said = join(at, "said");
  const order = {
    what,
    ml: join(at, "ml"),
    plan: join(at, "plan"),
    log: join(at, "log"),
    terminationLog: said,
  };
  const code = await mover.move(order, new AbortController().signal);
  let text = "";
  try {
    text = readFileSync(said, "utf8");
  } catch {}
  return { code, text, told: parseResultsMessage(text) };
}

/** Lets a pod store what `fill` leaves below its `output/artifacts`. */
async function stored(names: readonly string[], fill: (at: string) => void) {
  const plan = { outputs: names.map(output), told: {}, folders: ["output/artifacts"] };
  expect(await move("one", "fetch", plan)).toMatchObject({ code: 0 });
  fill(join(folder, "one/ml/output/artifacts"));
  return move("one", "store", plan);
}

const shell = (cwd: string, line: string): string =>
  execFileSync("sh", ["-c", line], { cwd, encoding: "utf8" }).split(/\s/)[0] ?? "";

describe("artifacts of steps", () => {
  it("have coreutils' digests, and come to others as the file or the folder that they were", async () => {
    let sums: readonly string[] = [];
    const { code, told } = await stored(["data", "model", "none"], (at) => {
      mkdirSync(join(at, "data/b"), { recursive: true });
      writeFileSync(join(at, "data/b/é \\ 1.csv"), "1,2\n");
      writeFileSync(join(at, "data/B.csv"), "");
      writeFileSync(join(at, "data/a\nb"), "x");
      symlinkSync("B.csv", join(at, "data/link"));
      writeFileSync(join(at, "model"), "weights");
      mkdirSync(join(at, "none/empty"), { recursive: true });
      const files = "find * -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum";
      sums = [shell(join(at, "data"), files), shell(at, "sha256sum model")];
    });
    expect(code).toBe(0);
    expect(told).toEqual({
      facts: {},
      stored: { data: "s3://bucket/runs/one/data/", model: "s3://bucket/runs/one/model/model" },
      digests: { data: `sha256:${sums[0]}`, model: `sha256:${sums[1]}` },
    });
    const inputs = [
      input("all/0", "s3://bucket/runs/one/data/", `sha256:${sums[0]}`),
      input("all/1", "s3://bucket/runs/one/model/model", `sha256:${sums[1]}`),
    ];
    expect(await move("two", "fetch", { inputs, folders: [] })).toEqual({
      code: 0,
      text: "",
      told: undefined,
    });
    const at = join(folder, "two/ml/input/data/all");
    expect(readFileSync(join(at, "1"), "utf8")).toBe("weights");
    expect(readFileSync(join(at, "0/a\nb"), "utf8")).toBe("x");
    expect(readFileSync(join(at, "0/b/é \\ 1.csv"), "utf8")).toBe("1,2\n");
  });

  it("are not brought where something of them is gone or another", async () => {
    const { told } = await stored(["data"], (at) => {
      mkdirSync(join(at, "data"));
      for (const name of ["a", "b"]) writeFileSync(join(at, "data", name), name);
    });
    const inputs = [input("data", told?.stored["data"] ?? "", told?.digests?.["data"] ?? "")];
    await artifacts.remove("bucket", "runs/one/data/b");
    const gone = await move("two", "fetch", { inputs });
    expect(gone).toMatchObject({ code: 1, text: expect.stringMatching(/^SLIP-SIDECAR-008: Input "data"/) });
    await artifacts.put("bucket", "runs/one/data/b", Buffer.from("B"));
    expect(await move("three", "fetch", { inputs })).toMatchObject({ code: 1 });
    await artifacts.put("bucket", "runs/one/data/b", Buffer.from("b"));
    expect(await move("four", "fetch", { inputs })).toMatchObject({ code: 0 });
  });

  it("are told of only when all are stored", async () => {
    const { code, told, text } = await stored(["data", "model"], (at) => {
      writeFileSync(join(at, "data"), "1");
      // No key of S3 has more than 1,024 bytes.
      const deep = join(at, "model", ...Array.from({ length: 5 }, () => "d".repeat(220)));
      mkdirSync(deep, { recursive: true });
      writeFileSync(join(deep, "file"), "2");
    });
    expect([code, told]).toEqual([1, undefined]);
    expect(text).toContain("SLIP-S3-004");
  });
});

describe("results of steps", () => {
  const told = { big: "output/results/big", small: "output/results/small" };
  const plan = { told, toldUri: RESULTS, folders: ["output/results"] };
  const leave = async (texts: Readonly<Record<string, string>>) => {
    await move("one", "fetch", plan);
    for (const [name, text] of Object.entries(texts))
      writeFileSync(join(folder, "one/ml/output/results", name), text);
    return move("one", "store", plan);
  };

  it("are told where they are short, and stored where they are long", async () => {
    expect((await leave({ small: "1" })).told).toEqual({ stored: {}, facts: { small: "1" } });
    expect(await readManifest(artifacts, RESULTS, "one")).toBeUndefined();
    const big = "\u0001é".repeat(10_000);
    const { code, text, told: short } = await leave({ small: "1", big });
    expect([code, short]).toEqual([0, { stored: {}, facts: {}, manifest: RESULTS }]);
    expect(text.length).toBeLessThan(1_536);
    expect((await readManifest(artifacts, RESULTS, "one"))?.facts).toEqual({ small: "1", big });
  });

  it("are refused where they have more than 32 KiB together", async () => {
    const fits = await leave({ small: "1", big: "x".repeat(32 * 1024 - 1) });
    expect(fits).toMatchObject({ code: 0 });
    const { code, text } = await leave({ small: "12", big: "x".repeat(32 * 1024 - 1) });
    expect(code).toBe(1);
    expect(text).toContain("SLIP-SIDECAR-009: The results have more than 32 KiB together");
  });
});
