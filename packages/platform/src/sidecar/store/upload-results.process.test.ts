import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunOutput } from "@slipway/model/run-plan.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { readManifest } from "#artifacts/manifest.ts";
import { systemClock } from "#lib/clock.ts";
import { unpack } from "#lib/tar/unpack.ts";
import { SyncMemory } from "../sync/sync-memory.ts";
import { uploadResults } from "./upload-results.ts";

const MANIFEST = "s3://bucket/job/manifest.json";

let folder: string;
let artifacts: FolderArtifacts;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-results-"));
  mkdirSync(join(folder, "ml/model/deep"), { recursive: true });
  artifacts = await FolderArtifacts.open(join(folder, "artifacts"), systemClock);
  await artifacts.createBucket("bucket");
  said = [];
});
afterEach(async () => {
  await artifacts.close();
  await rm(folder, { recursive: true, force: true });
});

type Way = Pick<RunOutput, "form" | "when">;

async function store(way: Way, prefix = "s3://bucket/job/"): Promise<void> {
  const to = way.form === "tar.gz" ? `${prefix}model.tar.gz` : `${prefix}model/`;
  const output = { name: "model", from: "model", to, ...way };
  const plan = { version: 2, run: "job", host: { index: 0, count: 1 }, files: {}, inputs: [] } as const;
  await uploadResults(
    { ...plan, outputs: [output], manifestUri: MANIFEST },
    {
      artifacts,
      places: { ml: join(folder, "ml") },
      say: (line) => said.push(line),
      tell: async () => {},
      retry: (work) => work(),
      memory: new SyncMemory(),
    },
  );
}

/** The files that are stored, whatever their form. */
async function stored({ form }: Way): Promise<readonly string[]> {
  if (form === "tar.gz") {
    const { body } = await artifacts.get("bucket", "job/model.tar.gz");
    const to = join(folder, "unpacked");
    mkdirSync(to);
    await unpack(body as AsyncIterable<Uint8Array>, { folder: to, name: "model", code: "SLIP-SIDECAR-003" });
    const found = await readdir(to, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(to.length + 1))
      .toSorted();
  }
  const { items } = await artifacts.list("bucket", { prefix: "job/model/", limit: 1_000 });
  return items.map(({ key }) => key.slice("job/model/".length));
}

const WAYS: readonly [string, Way][] = [
  ["an archive", { form: "tar.gz", when: "end" }],
  ["files", { form: "files", when: "end" }],
  ["an artifact", { form: "artifact", when: "end" }],
  ["files that are stored meanwhile", { form: "files", when: "continuous" }],
];

const at = (...path: readonly string[]): string => join(folder, "ml/model", ...path);
const latin1 = (...path: readonly string[]): Buffer =>
  Buffer.concat([Buffer.from(`${at()}/`), Buffer.from(path.join("/"), "latin1")]);
const leftOut = () => said.filter((line) => line.includes("left out"));

describe.each(WAYS)("results as %s", (_, way) => {
  it("are stored but for names that are not UTF-8, which are told", async () => {
    for (const path of ["a", "deep/é"]) writeFileSync(at(path), path);
    writeFileSync(latin1("caf\xe9.txt"), "x");
    mkdirSync(latin1("d\xff"));
    writeFileSync(latin1("d\xff", "within"), "x");
    await store(way);
    expect(await stored(way)).toEqual(["a", "deep/é"]);
    expect((await readManifest(artifacts, MANIFEST, "job"))?.stored).toHaveProperty("model");
    expect(leftOut().toSorted()).toEqual([
      expect.stringMatching(/caf\ufffd\.txt" has a name that is not UTF-8 and is left out$/),
      expect.stringMatching(/d\ufffd" has a name that is not UTF-8 and is left out$/),
    ]);
  });

  it("say of many names how many more are left out", async () => {
    writeFileSync(at("a"), "a");
    for (let file = 0; file < 30; file++) writeFileSync(latin1(`\xe9${file}`), "");
    await store(way);
    expect(await stored(way)).toEqual(["a"]);
    expect(leftOut()).toHaveLength(21);
    expect(leftOut().at(-1)).toBe("10 more of /opt/ml/model are left out for such reasons");
  });

  it("are told of in one line each, whatever the name", async () => {
    writeFileSync(at("a"), "a");
    symlinkSync("/etc/passwd", at("two\nlines"));
    await store(way);
    expect(await stored(way)).toEqual(["a"]);
    for (const line of said) expect(line).not.toContain("\n");
  });
});

it.each(WAYS.filter(([, { when }]) => when === "end"))(
  "says of results as %s that a link stands in the place of their folder, also where only the program sees what it leads to",
  async (_, way) => {
    rmSync(at(), { recursive: true });
    symlinkSync("/scratch/of/the/program", at());
    await store(way);
    expect((await readManifest(artifacts, MANIFEST, "job"))?.stored).toEqual({});
    expect(said).toEqual([
      '/opt/ml/model is not the folder that the program was given but a link to "/scratch/of/the/program", and is left out',
    ]);
  },
);

it("takes no artifact from a pipe in its place", async () => {
  rmSync(at(), { recursive: true });
  execFileSync("mkfifo", [at()]);
  await store({ form: "artifact", when: "end" });
  expect((await readManifest(artifacts, MANIFEST, "job"))?.stored).toEqual({});
  expect(said).toEqual(['"/opt/ml/model" is neither a file, a folder nor a link and is left out']);
});

it("leaves out what lies deeper than any path leads, and stores the rest", async () => {
  writeFileSync(at("a"), "a");
  const name = "d".repeat(250);
  const script = `for level in $(seq 20); do mkdir ${name}; cd ${name}; echo >f; done`;
  execFileSync("sh", ["-c", script], { cwd: at(), stdio: "ignore" });
  try {
    await store({ form: "tar.gz", when: "end" });
  } finally {
    execFileSync("rm", ["-rf", at()]);
  }
  const files = await stored({ form: "tar.gz", when: "end" });
  expect(files.length).toBeGreaterThan(10);
  expect(files).toContain("a");
  for (const line of leftOut()) expect(line).toMatch(/lies too deep and is left out$/);
  expect(leftOut().length).toBeGreaterThan(0);
});

it("leaves out files that no object can be named after, and stores the others", async () => {
  const way = { form: "files", when: "end" } as const;
  for (const path of ["a", "n".repeat(250)]) writeFileSync(at(path), path);
  await store(way, `s3://bucket/${"p".repeat(800)}/`);
  const { items } = await artifacts.list("bucket", { prefix: "p", limit: 10 });
  expect(items).toHaveLength(1);
  expect(leftOut()).toEqual([expect.stringContaining("cannot be the name of an object")]);
});
