import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awsClients } from "./support/aws-clients.ts";
import { Home } from "./support/home.ts";
import { modelFiles } from "./support/model-files.ts";
import { processesBelow } from "./support/processes.ts";
import { peakWhile, residentMb } from "./support/resident-memory.ts";
import { ScriptJobs } from "./support/script-jobs.ts";

/** How large the file is, in MB: `npm run large-data` says it; CI has a small one. */
const ASKED = process.env["SLIPWAY_LARGE_DATA"];
const LARGE = ASKED !== undefined;
const FILES = LARGE ? 10_000 : 500;
const MB = 1024 * 1024;
const BLOCK = 64 * MB;
const BLOCKS = LARGE ? Math.ceil((Number(ASKED) * MB) / BLOCK) : 3;
/** What a home's memory may grow by: garbage that is not collected yet, and what is under way. Less than the file, in both forms. */
const GROWTH_MB = LARGE ? 256 : 128;
/** A Node with what it moves. */
const HELPER_MB = 192;
const MINUTES = LARGE ? 60 : 5;

/** The client is the aws CLI, with ten transfers at once, which is its default. */
describe("much data, through a home whose memory does not grow with it", () => {
  let home: Home;
  let folder: string;
  let before: number;
  /** The SHA-256 of the large file. */
  let wanted: string;

  beforeAll(async () => {
    home = await Home.withPython();
    folder = mkdtempSync(join(tmpdir(), "slipway-large-data-"));
    await aws("s3", "mb", "s3://large");
    before = await residentMb(home.pid);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await home.down();
  });

  async function aws(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await home.aws(...args);
    if (code !== 0) throw new Error(`aws ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** Carries it out; the memory that the home had at most must be what it began with, and what one may have at a time. */
  async function moved(what: string, ...args: readonly string[]): Promise<void> {
    const began = Date.now();
    const peak = await peakWhile(home.pid, async () => {
      await aws("s3", ...args, "--only-show-errors");
    });
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stderr.write(`${what}: ${seconds} s, resident at most ${peak} MB, ${before} MB at first\n`);
    expect(peak - before).toBeLessThan(GROWTH_MB);
  }

  it(
    `synchronises ${FILES} small files there and back`,
    async () => {
      const small = join(folder, "small");
      for (let n = 0; n < FILES; n++) {
        const at = join(small, String(n % 100));
        mkdirSync(at, { recursive: true });
        writeFileSync(join(at, `${n}.txt`), `${n}\n`);
      }
      await moved(`${FILES} files up`, "sync", small, "s3://large/small/");
      expect(await aws("s3", "sync", small, "s3://large/small/")).toBe("");
      const back = join(folder, "back");
      await moved(`${FILES} files down`, "sync", "s3://large/small/", back);
      const files = await readdir(back, { recursive: true, withFileTypes: true });
      const contents = files
        .filter((file) => file.isFile())
        .map(
          async ({ name, parentPath }) =>
            (await readFile(join(parentPath, name), "utf8")) === name.replace(".txt", "\n"),
        );
      expect((await Promise.all(contents)).filter(Boolean)).toHaveLength(FILES);
    },
    MINUTES * 60_000,
  );

  it(
    `copies a file of ${(BLOCKS * BLOCK) / MB} MB there and back`,
    async () => {
      const [file, back] = [join(folder, "large"), join(folder, "large-back")];
      await writeBlocks(file);
      wanted = await sha256(file);
      await moved("a large file up", "cp", file, "s3://large/file");
      rmSync(file);
      await moved("a large file down", "cp", "s3://large/file", back);
      expect(await sha256(back)).toBe(wanted);
      rmSync(back);
    },
    MINUTES * 60_000,
  );

  it.each(["Pipe", "FastFile", "File"] as const)(
    "gives a job the large file in %s mode, and no process beside its program holds much of it",
    async (InputMode) => {
      const clients = awsClients(home);
      const jobs = new ScriptJobs(clients, {
        bucket: "large",
        folder: join(import.meta.dirname, "channels"),
      });
      const S3DataSource = { S3DataType: "S3Prefix", S3Uri: "s3://large/file" } as const;
      const name = InputMode.toLowerCase();
      let job: Awaited<ReturnType<ScriptJobs["ended"]>> | undefined;
      const began = Date.now();
      const peaks = await peaksWhile(home, async () => {
        await jobs.begin(name, "hash_data.py", {
          InputDataConfig: [{ ChannelName: "large", InputMode, DataSource: { S3DataSource } }],
        });
        job = await jobs.ended(name, MINUTES * 60);
      });
      expect([job?.TrainingJobStatus, job?.FailureReason]).toEqual(["Completed", undefined]);
      const files = await modelFiles(clients.s3, job?.ModelArtifacts?.S3ModelArtifacts ?? "");
      expect(files["digest"]).toBe(wanted);
      const told = [...peaks].map(([command, megabytes]) => `${command} ${megabytes} MB`);
      const seconds = Math.round((Date.now() - began) / 1000);
      process.stderr.write(`${InputMode}: ${seconds} s, ${told.join(", ")}, ${before} MB at first\n`);
      expect(peaks.get("server")).toBeLessThan(before + GROWTH_MB);
      for (const [command, megabytes] of peaks)
        if (command !== "server") expect(megabytes).toBeLessThan(HELPER_MB);
      expect([...peaks.keys()].sort()).toEqual([
        "mover",
        "server",
        ...(InputMode === "Pipe" ? ["stream"] : []),
      ]);
    },
    MINUTES * 60_000,
  );
});

/** The most memory of each process of ours while the work was done, in MB: a home's server, its movers, and what feeds pipes. */
async function peaksWhile(home: Home, work: () => Promise<void>): Promise<ReadonlyMap<string, number>> {
  const peaks = new Map<string, number>();
  const see = async (name: string, pid: number) =>
    void peaks.set(name, Math.max(peaks.get(name) ?? 0, await residentMb(pid).catch(() => 0)));
  let over = false;
  const looking = (async () => {
    for (; !over; await new Promise((resolve) => setTimeout(resolve, 200))) {
      await see("server", home.pid);
      for (const pid of await childrenOf(home.pid, "move-helper")) await see("mover", pid);
      for (const { pid, commandLine } of processesBelow(home.state))
        if (commandLine.endsWith("sidecar stream")) await see("stream", pid);
    }
  })();
  try {
    await work();
  } finally {
    over = true;
    await looking;
  }
  return peaks;
}

async function childrenOf(parent: number, program: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-e", "-o", "pid=,ppid=,args="]);
  const rows = stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm);
  return [...rows].flatMap(([, pid, ppid, args = ""]) =>
    Number(ppid) === parent && args.includes(program) ? [Number(pid)] : [],
  );
}

/** Blocks that differ, so that parts in another order are seen. */
async function writeBlocks(path: string): Promise<void> {
  const block = randomBytes(BLOCK);
  const file = await open(path, "wx");
  for (let n = 0; n < BLOCKS; n++) {
    block.writeUInt32BE(n);
    await file.writeFile(block);
  }
  await file.close();
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
