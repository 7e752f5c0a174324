import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { isSlipwayError } from "@slipway/model";
import { secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "#lib/log.ts";
import { identityOf } from "#lib/process-identity.ts";
import { Closers } from "../common/closers.ts";
import { controlSocket } from "../serve/control-socket.ts";
import { type Core, openCore } from "../serve/core.ts";
import { layout } from "../state/layout.ts";
import { openState } from "../state/open-state.ts";
import { Presence } from "../state/presence.ts";
import { fetchBackup } from "./fetch-backup.ts";
import { restore } from "./restore.ts";
import { type Entry, entriesOf, writeArchive } from "./testing/archives.ts";

const model = randomBytes(300_000);
const subject = { namespace: "default", kind: "TrainingJob", name: "a", uid: "u" };
const stream = { namespace: "default", pod: "p", uid: "u", container: "c" };

let folder: string;
let archive: string;
/** Another state, for what is restored over it. */
let second: string;
let to: string;
let runs = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-restore-"));
  archive = join(folder, "home.tar.gz");
  await withCore(join(folder, "first"), async (core, closers) => {
    await fill(core, "first");
    writeFileSync(core.state.layout.kubeconfig, "a kubeconfig");
    await controlSocket(core, { layout: core.state.layout, closers, down: async () => {} });
    const presence = await Presence.ofThisProcess();
    presence.begin(core.state.layout.running);
    presence.ready();
    await fetchBackup(core.state.layout, archive, { overwrite: false });
  });
  second = join(folder, "second");
  await withCore(second, (core) => fill(core, "second"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  to = join(folder, `to-${runs++}`);
});

async function withCore<T>(root: string, work: (core: Core, closers: Closers) => Promise<T>): Promise<T> {
  const closers = new Closers();
  try {
    const state = openState(root);
    closers.add(() => state.release());
    return await work(await openCore(state, { log: silentLog, closers }), closers);
  } finally {
    await closers.closeAll();
  }
}

async function fill(core: Core, name: string): Promise<void> {
  await core.store.create(secretKind, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { namespace: "default", name },
  });
  await core.artifacts.createBucket("models");
  await core.artifacts.put("models", name, model);
  await core.ledger.appendLog(stream, 0, [{ at: new Date(0), text: `a line of ${name}` }]);
  await core.ledger.appendMetrics(subject, "log", { from: 0, to: 1 }, [
    { name: "loss", value: 0.5, at: new Date(0) },
  ]);
}

/** What a folder holds, by the name it was filled with. */
const contentOf = (root: string) =>
  withCore(root, async (core) => {
    const { items } = await core.store.list(secretKind);
    const [artifact] = (await core.artifacts.list("models", { limit: 2 })).items;
    const key = artifact?.key ?? "";
    const whole = (await buffer((await core.artifacts.get("models", key)).body)).equals(model);
    const { lines } = await core.ledger.readLog(stream, { from: 0, limit: 10 });
    return {
      secrets: items.map(({ metadata }) => metadata.name),
      artifact: whole ? key : "damaged",
      lines: lines.map(({ text }) => text),
      token: core.state.credentials.token,
    };
  });
/** Every file with its digest, but the lock, which holds nothing. */
function treeOf(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    names
      .filter((name) => statSync(join(root, name)).isFile() && !name.startsWith("db/lock"))
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(root, name)))
          .digest("hex"),
      ]),
  );
}

const contentFor = (name: string, root: string) => ({
  secrets: [name],
  artifact: name,
  lines: [`a line of ${name}`],
  token: JSON.parse(readFileSync(join(root, "credentials.json"), "utf8")).token,
});

const restoring = (from = archive, replace = false) =>
  restore(layout(to), from, { replace, progress: () => {} });
async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isSlipwayError(error)) throw new Error(`not refused: ${String(error)}`);
  return { code: error.code, message: error.message };
}

describe("a backup", () => {
  it("restored is a state folder with the same objects, facts, artifacts and keys", async () => {
    const { files, createdAt } = await restoring();
    expect(files).toBeGreaterThan(6);
    expect(Date.parse(createdAt ?? "")).toBeGreaterThan(0);
    expect(readdirSync(to).sort()).toEqual([
      "artifacts",
      "credentials.json",
      "db",
      "kubeconfig",
      "state.json",
      "tls",
    ]);
    expect(await contentOf(to)).toEqual(contentFor("first", join(folder, "first")));
    expect(readFileSync(join(to, "tls/ca.pem"))).toEqual(readFileSync(join(folder, "first/tls/ca.pem")));
  });

  it("from before there were digests is restored as well", async () => {
    const old = join(folder, "old.tar.gz");
    const entries = await entriesOf(archive);
    await writeArchive(old, entries.slice(1, -1));
    expect(await restoring(old)).not.toHaveProperty("createdAt");
    expect(await contentOf(to)).toEqual(contentFor("first", join(folder, "first")));
  });

  it("can be checked by sha256sum", async () => {
    const entries = await entriesOf(archive);
    const lines = String(entries.at(-1)?.content).trim().split("\n");
    const own = entries
      .slice(1, -1)
      .map(({ header, content }) => `${createHash("sha256").update(content).digest("hex")}  ${header.name}`);
    expect(lines).toEqual(own);
  });

  it("is not restored over a state that is there, unless that is asked for; then the old one is kept", async () => {
    await withCore(to, (core) => fill(core, "second"));
    const before = contentFor("second", to);
    expect((await refusal(restoring())).code).toBe("SLIP-STATE-013");
    expect(await contentOf(to)).toEqual(before);
    const { aside = "" } = await restoring(archive, true);
    expect(await contentOf(to)).toEqual(contentFor("first", join(folder, "first")));
    expect(await contentOf(aside)).toEqual(before);
  });

  it("that is interrupted while it is looked through leaves the state that is there, and nothing beside it", async () => {
    await withCore(to, (core) => fill(core, "second"));
    const before = { content: contentFor("second", to), names: readdirSync(to).sort() };
    const interrupt = new AbortController();
    const options = { replace: true, progress: () => interrupt.abort(), signal: interrupt.signal };
    await expect(restore(layout(to), archive, options)).rejects.toThrow("aborted");
    expect(readdirSync(to).sort()).toEqual(before.names);
    expect(await contentOf(to)).toEqual(before.content);
    await restoring(archive, true);
    expect(await contentOf(to)).toEqual(contentFor("first", join(folder, "first")));
  });

  it("is not restored over files that are no state of ours", async () => {
    mkdirSync(to);
    writeFileSync(join(to, "thesis.tex"), "years of work");
    expect(await refusal(restoring())).toMatchObject({
      code: "SLIP-STATE-013",
      message: expect.stringContaining("thesis.tex"),
    });
    expect(readFileSync(join(to, "thesis.tex"), "utf8")).toBe("years of work");
  });

  it("is not restored over a home that runs, not even when asked to", async () => {
    await withCore(to, async (core) => {
      await fill(core, "second");
      expect((await refusal(restoring(archive, true))).code).toBe("SLIP-STATE-001");
    });
    expect(await contentOf(to)).toEqual(contentFor("second", to));
  });

  it("is not restored over a home whose programs still run", async () => {
    await withCore(to, (core) => fill(core, "second"));
    const program = spawn("sleep", ["60"]);
    try {
      const { mark } = (await identityOf(program.pid ?? 0)) ?? { mark: "" };
      const state = join(to, "pods/some-pod/state");
      mkdirSync(state, { recursive: true });
      symlinkSync(`${program.pid} ${mark} 0`, join(state, "main.0.run"));
      expect(await refusal(restoring(archive, true))).toMatchObject({
        code: "SLIP-STATE-001",
        message: expect.stringContaining(String(program.pid)),
      });
    } finally {
      program.kill("SIGKILL");
    }
  });
});

describe("an archive that is not as a backup is", () => {
  let entries: readonly Entry[];
  let file: string;
  beforeAll(async () => {
    entries = await entriesOf(archive);
    file = join(folder, "bad.tar.gz");
  });
  const withHeader = (change: object): readonly Entry[] => {
    const [first, ...rest] = entries;
    if (first === undefined) throw new Error("the archive is empty");
    const header = { ...JSON.parse(String(first.content)), ...change };
    return [{ ...first, content: Buffer.from(JSON.stringify(header)) }, ...rest];
  };
  const entry = (name: string, content = "x", more: object = {}): Entry => ({
    header: { name, ...more },
    content: Buffer.from(content),
  });
  const without = (pattern: RegExp) => entries.filter(({ header }) => !pattern.test(header.name));
  const changed = (pattern: RegExp, change: (content: Buffer) => Buffer, of = entries) =>
    of.map((each) => (pattern.test(each.header.name) ? { ...each, content: change(each.content) } : each));
  /** As an archive from before there were digests, where nothing but opening it can tell. */
  const old = (of: readonly Entry[]) => of.slice(1, -1);

  const cases: readonly [string, () => Promise<void> | void][] = [
    ["is not there", () => rmSync(file, { force: true })],
    ["is no archive", () => writeFileSync(file, "no archive")],
    ["is empty", () => writeFileSync(file, "")],
    ["was cut", () => cut(0.5)],
    ["lost its last byte", () => cut(0.999_999)],
    ["was overwritten in the middle", () => overwrite()],
    ["ends before its digests", () => writeArchive(file, entries.slice(0, -1))],
    ["lacks a file that it announces", () => writeArchive(file, without(/^artifacts\/files/))],
    [
      "has a file that was changed",
      () =>
        writeArchive(
          file,
          changed(/credentials/, () => Buffer.from("{}")),
        ),
    ],
    ["goes on after its end", () => writeArchive(file, [...entries, entry("kubeconfig")])],
    ["holds a file twice", () => writeArchive(file, [...old(entries), ...old(entries).slice(0, 1)])],
    ["has a header of a newer form", () => writeArchive(file, withHeader({ format: 99 }))],
    ["has a damaged header", () => writeArchive(file, withHeader({ bytes: "many" }))],
    ["holds more than it announces", () => writeArchive(file, withHeader({ bytes: 10 }))],
    ["leads out of the folder", () => writeArchive(file, [...old(entries), entry("../outside")])],
    ["has an absolute name", () => writeArchive(file, [...old(entries), entry("/tmp/outside")])],
    ["hides a name", () => writeArchive(file, [...old(entries), entry("artifacts/../../outside")])],
    ["names what a pod would run", () => writeArchive(file, [...old(entries), entry("pods/x/pod.json")])],
    [
      "holds a link",
      () =>
        writeArchive(file, [
          ...old(without(/kubeconfig/)),
          entry("kubeconfig", "", { type: "symlink", linkname: "/etc/passwd" }),
        ]),
    ],
    [
      "holds a hard link",
      () =>
        writeArchive(file, [
          ...old(without(/kubeconfig/)),
          entry("kubeconfig", "", { type: "link", linkname: "/etc/passwd" }),
        ]),
    ],
    ["holds no objects", () => writeArchive(file, old(without(/objects/)))],
    ["holds no credentials", () => writeArchive(file, old(without(/credentials/)))],
    [
      "holds damaged objects",
      () => writeArchive(file, old(changed(/objects/, (content) => content.fill(7, 4096)))),
    ],
    [
      "holds a damaged ledger",
      () => writeArchive(file, old(changed(/ledger/, () => Buffer.from("no ledger")))),
    ],
    [
      "holds a damaged authority",
      () => writeArchive(file, old(changed(/ca\.pem/, () => Buffer.from("no key")))),
    ],
    ["lacks an artifact's file", () => writeArchive(file, old(without(/^artifacts\/files/)))],
    [
      "holds an artifact's file that was cut",
      () => writeArchive(file, old(changed(/^artifacts\/files/, (content) => content.subarray(1)))),
    ],
    [
      "is of a newer state",
      () => writeArchive(file, old(changed(/state\.json/, () => Buffer.from('{"schemaVersion": 99}')))),
    ],
  ];
  const cut = (part: number) => {
    const whole = readFileSync(archive);
    writeFileSync(file, whole.subarray(0, Math.floor(whole.length * part)));
  };
  const overwrite = () => {
    const whole = readFileSync(archive);
    writeFileSync(file, whole.fill(0, whole.length >> 1, (whole.length >> 1) + 100));
  };

  it.each(cases)("because it %s is refused by name, and the state stays what it was", async (_, make) => {
    await make();
    cpSync(second, to, { recursive: true });
    const { code, message } = await refusal(restoring(file, true));
    expect(code).toBe("SLIP-STATE-012");
    expect(message).toContain(basename(file));
    expect(existsSync(join(folder, "outside"))).toBe(false);
    expect(treeOf(to)).toEqual(treeOf(second));
  });
});

describe("a restore that is killed", () => {
  it("at any moment leaves all of the old state or all of the new one", async () => {
    for (let run = 0; run < 8; run++) {
      to = join(folder, `killed-${run}`);
      cpSync(second, to, { recursive: true });
      const program = spawn(process.execPath, [
        join(import.meta.dirname, "testing/restore-program.ts"),
        to,
        archive,
      ]);
      const ended = once(program, "exit");
      await once(program.stdout, "data");
      const timer = setTimeout(() => program.kill("SIGKILL"), run * 15);
      await ended;
      clearTimeout(timer);
      const content = await contentOf(to);
      const which = content.secrets[0] ?? "";
      expect(content).toEqual(contentFor(which, which === "first" ? join(folder, "first") : to));
      expect(["first", "second"]).toContain(which);
    }
  });

  // The same, made by hand at each step: a journal is there, and so many moves are done.
  it("between any two moves is brought to its end by the next start", async () => {
    await restoring();
    const draft = to;
    const names = (root: string): readonly string[] =>
      readdirSync(root).flatMap((name) =>
        name === "db"
          ? readdirSync(join(root, "db"))
              .filter((each) => !/^lock/.test(each))
              .map((each) => `db/${each}`)
          : [name],
      );
    const aside = "replaced-now";
    const old = names(second).filter((name) => name !== "logs");
    for (let moves = 0; moves <= old.length + names(draft).length; moves += 2) {
      const at = join(folder, `step-${moves}`);
      cpSync(second, at, { recursive: true });
      cpSync(draft, join(at, "tmp/restore"), { recursive: true });
      const move = (from: string, name: string, dest: string) => {
        mkdirSync(dirname(join(at, dest, name)), { recursive: true });
        renameSync(join(at, from, name), join(at, dest, name));
      };
      for (const name of old.slice(0, moves)) move("", name, aside);
      for (const name of names(draft).slice(0, Math.max(0, moves - old.length)))
        move("tmp/restore", name, "");
      const phase = moves < old.length ? "aside" : "in";
      writeFileSync(join(at, "restore.json"), JSON.stringify({ phase, aside }));
      expect(await contentOf(at)).toEqual(contentFor("first", join(folder, "first")));
      expect(existsSync(join(at, "restore.json"))).toBe(false);
      expect(await contentOf(join(at, aside))).toEqual(contentFor("second", second));
    }
  });

  it("with a journal that is damaged is told, and touched no further", async () => {
    cpSync(second, to, { recursive: true });
    writeFileSync(join(to, "restore.json"), '{"phase": "in", "aside": "../.."}');
    expect(() => openState(to)).toThrow(/restore\.json.*damaged/);
    rmSync(join(to, "restore.json"));
    expect(await contentOf(to)).toEqual(contentFor("second", to));
  });
});
