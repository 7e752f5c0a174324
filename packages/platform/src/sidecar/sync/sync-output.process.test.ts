import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunOutput, RunPlan } from "@slipway/model/run-plan.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAll } from "#artifacts/artifacts.contract.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { systemClock } from "#lib/clock.ts";
import { layOut } from "../lay-out.ts";
import { SyncMemory } from "./sync-memory.ts";
import { type SyncContext, syncOutput } from "./sync-output.ts";

let outer: string;
let ml: string;
let store: FolderArtifacts;
let memory: SyncMemory;
let said: string[];
beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), "slipway-sync-"));
  ml = join(outer, "ml");
  mkdirSync(join(ml, "checkpoints"), { recursive: true });
  store = await FolderArtifacts.open(join(outer, "store"), systemClock);
  await store.createBucket("bucket");
  memory = new SyncMemory(join(outer, "memory.json"));
  said = [];
});
afterEach(async () => {
  await store.close();
  await rm(outer, { recursive: true });
});

const OUTPUT: RunOutput = {
  name: "checkpoints",
  from: "checkpoints",
  to: "s3://bucket/job/",
  form: "files",
  when: "continuous",
};
const contextOf = (more: Partial<SyncContext> = {}): SyncContext => ({
  artifacts: store,
  ml,
  memory,
  say: (line) => said.push(line),
  retry: (work) => work(),
  isLast: false,
  ...more,
});
const pass = (more: Partial<SyncContext> = {}) => syncOutput(OUTPUT, contextOf(more));
const at = (...path: readonly string[]) => join(ml, "checkpoints", ...path);

/** A file that was left alone for a while. */
function quiet(path: string, text: string, agoMs = 60_000): void {
  writeFileSync(at(path), text);
  const time = (Date.now() - agoMs) / 1_000;
  utimesSync(at(path), time, time);
}
const keys = async () => (await store.list("bucket", { limit: 100 })).items.map(({ key }) => key);
const textOf = async (key: string) => String(await readAll((await store.get("bucket", key)).body));

describe("a pass", () => {
  it("stores each file once, and again when it has changed", async () => {
    mkdirSync(at("step-1"));
    for (const path of ["step-1/weights", "latest"]) writeFileSync(at(path), path);
    expect(await pass({ isLast: true })).toMatchObject({ found: 2, stored: 2, left: 0 });
    expect(await keys()).toEqual(["job/latest", "job/step-1/weights"]);
    expect(await pass({ isLast: true })).toMatchObject({ found: 2, stored: 0 });
    writeFileSync(at("latest"), "tsetal");
    expect(await pass({ isLast: true })).toMatchObject({ stored: 1, bytes: 6 });
    expect(await textOf("job/latest")).toBe("tsetal");
  });

  it("sees a change that hides behind the same size and time", async () => {
    quiet("latest", "one");
    await pass({ isLast: true });
    quiet("latest", "two");
    expect(await pass({ isLast: true })).toMatchObject({ stored: 1 });
  });

  it("leaves what was changed a moment ago for a later one, but for the last", async () => {
    writeFileSync(at("latest"), "half");
    expect(await pass()).toMatchObject({ stored: 0, left: 1 });
    expect(await keys()).toEqual([]);
    expect(await pass({ isLast: true })).toMatchObject({ stored: 1, left: 0 });
  });

  it("stores what was written later after what was written before, so that what breaks it off leaves no name of nothing", async () => {
    mkdirSync(at("z"));
    for (const path of ["z/weights", "m", "latest"]) {
      writeFileSync(at(path), path);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const order: string[] = [];
    const put: typeof store.put = (bucket, key, ...rest) => {
      order.push(key);
      return store.put(bucket, key, ...rest);
    };
    await pass({ isLast: true, artifacts: { head: store.head.bind(store), put } as unknown as typeof store });
    expect(order).toEqual(["job/z/weights", "job/m", "job/latest"]);
  });

  it("follows no removal", async () => {
    writeFileSync(at("old"), "old");
    await pass({ isLast: true });
    rmSync(at("old"));
    expect(await pass({ isLast: true })).toMatchObject({ found: 0 });
    expect(await keys()).toEqual(["job/old"]);
  });

  it("stores nothing of a file that changes while it is read, and leaves what was there", async () => {
    writeFileSync(at("latest"), "whole");
    await pass({ isLast: true });
    writeFileSync(at("latest"), "a".repeat(1_000_000));
    const slow: typeof store.put = (bucket, key, body, properties) => {
      appendFileSync(at("latest"), "b");
      return store.put(bucket, key, body, properties);
    };
    const artifacts = { head: store.head.bind(store), put: slow } as unknown as typeof store;
    expect(await pass({ isLast: true, artifacts })).toMatchObject({ stored: 0, left: 1 });
    expect(await textOf("job/latest")).toBe("whole");
    expect(await pass({ isLast: true })).toMatchObject({ stored: 1, bytes: 1_000_001 });
  });

  it("remembers in its file, and where that is lost, by what is stored, what need not be stored again", async () => {
    writeFileSync(at("latest"), "latest");
    await pass({ isLast: true });
    memory.keep(() => {});
    expect(await pass({ memory: new SyncMemory(join(outer, "memory.json")) })).toMatchObject({ stored: 0 });
    expect(await pass({ memory: new SyncMemory(), isLast: true })).toMatchObject({ stored: 0 });
    writeFileSync(join(outer, "memory.json"), "{");
    expect(await pass({ memory: new SyncMemory(join(outer, "memory.json")), isLast: true })).toMatchObject({
      stored: 0,
    });
  });

  it("remembers of its file what is there, so that names that come and go add up to nothing", async () => {
    const sizes: number[] = [];
    for (let round = 0; round < 3; round++) {
      for (let file = 0; file < 50; file++) writeFileSync(at(`round-${round}-${file}`), "");
      await pass({ isLast: true });
      memory.keep(() => {});
      sizes.push(statSync(join(outer, "memory.json")).size);
      for (let file = 0; file < 50; file++) rmSync(at(`round-${round}-${file}`));
    }
    expect(Math.max(...sizes)).toBeLessThan(Math.min(...sizes) * 1.5);
    expect(await keys()).toHaveLength(100);
  });

  it("forgets nothing that is there where a pass breaks off, nor what other outputs have stored", async () => {
    writeFileSync(at("latest"), "latest");
    await pass({ isLast: true });
    mkdirSync(join(ml, "other"));
    await syncOutput({ ...OUTPUT, name: "other", from: "other" }, contextOf({ isLast: true }));
    const away = { head: () => Promise.reject(new Error("away")) } as unknown as typeof store;
    writeFileSync(at("next"), "next");
    await expect(pass({ isLast: true, artifacts: away })).rejects.toThrow("away");
    rmSync(at("next"));
    expect(await pass({ isLast: true, artifacts: away })).toMatchObject({ found: 1, left: 0 });
  });

  it("says the first of the names that it leaves out, then how many more, and no more of it until the end", async () => {
    const output: RunOutput = { ...OUTPUT, to: `s3://bucket/${"p".repeat(900)}/` };
    for (let round = 0; round < 3; round++) {
      for (let file = 0; file < 30; file++) writeFileSync(at(`${"n".repeat(200)}-${round}-${file}`), "");
      await syncOutput(output, contextOf({ isLast: round === 2 }));
    }
    expect(said.slice(0, -2).every((line) => line.includes("cannot be the name of an object"))).toBe(true);
    expect([said.length, ...said.slice(-2)]).toEqual([
      22,
      "10 more of /opt/ml/checkpoints are left out for such reasons",
      "70 more of /opt/ml/checkpoints are left out for such reasons",
    ]);
    memory.keep(() => {});
    expect(statSync(join(outer, "memory.json")).size).toBeLessThan(10_000);
  });

  it("goes on where what it has stored cannot be noted, and says so", async () => {
    writeFileSync(at("latest"), "latest");
    const nowhere = new SyncMemory(join(outer, "no/such/folder/memory.json"));
    expect(await pass({ isLast: true, memory: nowhere })).toMatchObject({ stored: 1 });
    nowhere.keep((line) => said.push(line));
    expect(said).toEqual([expect.stringContaining("could not be noted, and is looked up again")]);
  });

  it("what is restored is as it was, may be changed by anybody and is not stored again", async () => {
    mkdirSync(at("step-1"));
    quiet("step-1/weights", "w", 3_600_000);
    const before = statSync(at("step-1/weights")).mtimeMs;
    await pass({ isLast: true });
    await store.put("bucket", "job2/other", Buffer.from("another job's"));
    rmSync(at(), { recursive: true });
    await layOut(PLAN, {
      ml,
      source: async () => ({ artifacts: store, isPassing: () => false }),
      say: () => {},
    });
    const found = statSync(at("step-1/weights"));
    expect([readFileSync(at("step-1/weights"), "utf8"), found.mode & 0o777]).toEqual(["w", 0o666]);
    expect(Math.abs(found.mtimeMs - before)).toBeLessThan(0.01);
    expect([statSync(at("step-1")).mode, statSync(at()).mode].map((mode) => mode & 0o777)).toEqual([
      0o777, 0o777,
    ]);
    expect(await pass({ memory: new SyncMemory(), isLast: true })).toMatchObject({ found: 1, stored: 0 });
  });

  it.each<[string, readonly string[]]>([
    ["a folder in place of a file", ["latest", "latest/step-1"]],
    ["a file in place of a folder", ["latest/step-1", "latest"]],
  ])("what a program made last is restored, %s", async (_, paths) => {
    for (const path of paths) {
      rmSync(at(), { recursive: true });
      mkdirSync(join(at(path), ".."), { recursive: true });
      writeFileSync(at(path), path);
      await pass({ isLast: true });
      await sleep(5);
    }
    expect(await keys()).toHaveLength(2);
    rmSync(at(), { recursive: true });
    await layOut(PLAN, {
      ml,
      source: async () => ({ artifacts: store, isPassing: () => false }),
      say: () => {},
    });
    expect(readFileSync(at(paths[1] ?? ""), "utf8")).toBe(paths[1]);
  });

  it("where nothing is stored yet nothing is restored, and nothing fails", async () => {
    await layOut(PLAN, {
      ml,
      source: async () => ({ artifacts: store, isPassing: () => false }),
      say: () => {},
    });
    expect(statSync(at()).mode & 0o777).toBe(0o777);
  });
});

const PLAN: RunPlan = {
  version: 2,
  run: "run",
  host: { index: 0, count: 1 },
  files: {},
  inputs: [
    {
      name: "Checkpoints",
      to: "checkpoints",
      from: {
        s3Uri: OUTPUT.to,
        s3DataType: "S3Prefix",
        distribution: "FullyReplicated",
        compression: "None",
      },
      as: "copy",
      restores: true,
    },
  ],
  outputs: [OUTPUT],
};

describe("a program that wants to have others' files stored", () => {
  beforeEach(() => {
    mkdirSync(join(outer, "secrets"));
    writeFileSync(join(outer, "secrets/key"), "secret");
  });

  it("gains nothing by links, and none waits at its pipes", async () => {
    symlinkSync(join(outer, "secrets/key"), at("link"));
    symlinkSync(join(outer, "secrets"), at("folder"));
    execFileSync("mkfifo", [at("pipe")]);
    expect(await pass({ isLast: true })).toMatchObject({ found: 0, stored: 0 });
    rmSync(at(), { recursive: true });
    symlinkSync(join(outer, "secrets"), at());
    expect(await pass({ isLast: true })).toMatchObject({ found: 0, stored: 0 });
    expect(await keys()).toEqual([]);
  });

  it("gains nothing by names that it swaps all the time", async () => {
    mkdirSync(at("a"));
    writeFileSync(at("a/key"), "own");
    writeFileSync(at("plain"), "own");
    const swap = `cd "$1"; while :; do
      mv a b; ln -s "$2" a; rm a; mv b a
      rm plain; ln -s "$2/key" plain; rm plain; echo own >plain
    done`;
    const { spawn } = await import("node:child_process");
    const swapper = spawn("sh", ["-c", swap, "sh", at(), join(outer, "secrets")], { stdio: "ignore" });
    try {
      for (let round = 0; round < 150; round++) {
        await pass({ isLast: true, memory: new SyncMemory() });
        for (const key of await keys()) expect(await textOf(key)).not.toContain("secret");
      }
    } finally {
      swapper.kill("SIGKILL");
    }
    expect((await keys()).length).toBeGreaterThan(0);
  });

  it.skipIf(process.getuid?.() === 0)(
    "keeps from others what it closes to them, and nothing else",
    async () => {
      for (const path of ["closed", "open"]) writeFileSync(at(path), path);
      mkdirSync(at("folder"));
      for (const path of ["closed", "folder"]) chmodSync(at(path), 0);
      expect(await pass({ isLast: true })).toMatchObject({ stored: 1, left: 1 });
      expect(said.toSorted()).toEqual([
        '"closed" may not be read and is left out',
        '"folder" may not be read and is left out',
      ]);
      chmodSync(at("folder"), 0o700);
    },
  );

  it("does not keep a pass busy by depth or by names that no object can have", async () => {
    let folder = at();
    for (let depth = 0; depth < 60; depth++) {
      folder = join(folder, "d");
      mkdirSync(folder);
      writeFileSync(join(folder, "f"), "");
    }
    writeFileSync(at("x".repeat(200)), "");
    linkSync(at("x".repeat(200)), at("same"));
    renameSync(at("same"), at("renamed"));
    expect((await pass({ isLast: true })).stored).toBeLessThan(40);
    await pass({ isLast: true });
    expect(said).toEqual([expect.stringContaining("32 levels; the rest is not stored")]);
  });
});
