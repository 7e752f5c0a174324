import { fork } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { removeTree } from "#lib/remove-tree.ts";
import { SealedFolders } from "./sealed-folders.ts";

let home: string;
let folders: SealedFolders;
let leases: Set<string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-sealed-"));
  folders = new SealedFolders(join(home, "environments"));
  leases = new Set();
});
afterEach(() => removeTree(home));

const key = (letter: string): string => letter.repeat(64);
const built = (): string[] => readdirSync(join(home, "environments", "built"));
const leased = async (): Promise<ReadonlySet<string>> => leases;

/** Builds the key's folder with these contents, or takes it as it is kept. */
async function obtain(
  letter: string,
  contents: Readonly<Record<string, string>> = { file: letter },
): Promise<{ readonly folder: string; readonly isBuilt: boolean; readonly isDamaged: boolean }> {
  let [isBuilt, isDamaged] = [false, false];
  const folder = await folders.obtain({
    key: key(letter),
    about: letter,
    build: async (at) => {
      isBuilt = true;
      mkdirSync(join(at, "below"));
      for (const [name, text] of Object.entries(contents)) writeFileSync(join(at, "below", name), text);
    },
    lease: async () => {},
    onDamage: () => {
      isDamaged = true;
    },
  });
  return { folder, isBuilt, isDamaged };
}

/** Writes past the missing write bits, as root or the owner can. */
function meddle(folder: string, change: (below: string) => void): void {
  const below = join(folder, "below");
  chmodSync(below, 0o755);
  for (const name of readdirSync(below)) chmodSync(join(below, name), 0o644);
  change(below);
}

describe("a sealed folder", () => {
  test("is built once, by one of those who ask at the same time", async () => {
    const all = await Promise.all([obtain("a"), obtain("a"), obtain("a")]);
    expect(all.filter(({ isBuilt }) => isBuilt)).toHaveLength(1);
    expect(new Set(all.map(({ folder }) => folder)).size).toBe(1);
    expect((await obtain("a")).isBuilt).toBe(false);
  });

  test("has no write, setuid or setgid bit anywhere, and what its links lead to is left alone", async () => {
    const outside = join(home, "outside");
    writeFileSync(outside, "", { mode: 0o666 });
    chmodSync(outside, 0o666);
    const folder = await folders.obtain({
      key: key("b"),
      about: "b",
      build: async (at) => {
        writeFileSync(join(at, "program"), "");
        chmodSync(join(at, "program"), 0o6777);
        writeFileSync(join(at, "text"), "", { mode: 0o600 });
        symlinkSync(outside, join(at, "link"));
      },
      lease: async () => {},
    });
    const modes = ["", "program", "text"].map((name) => statSync(join(folder, name)).mode & 0o7777);
    expect(modes).toEqual([0o555, 0o555, 0o444]);
    expect(statSync(outside).mode & 0o7777).toBe(0o666);
  });

  test.each<[string, (below: string) => void]>([
    ["a file that was added", (below) => writeFileSync(join(below, "evil.pth"), "import os")],
    ["a file of the same size with its time put back", sameSize],
    ["a file that became a link", (below) => link(below, "file")],
    ["a mode", (below) => chmodSync(join(below, "file"), 0o777)],
    ["a missing file", (below) => rmSync(join(below, "file"))],
  ])("is built anew when it was changed: %s", async (_, change) => {
    const first = await obtain("c", { file: "one", other: "two" });
    meddle(first.folder, change);
    const second = await obtain("c", { file: "one", other: "two" });
    expect(second).toMatchObject({ isBuilt: true, isDamaged: true });
    expect(second.folder).not.toBe(first.folder);
    expect(readFileSync(join(second.folder, "below", "file"), "utf8")).toBe("one");
    expect(readdirSync(join(second.folder, "below"))).toEqual(["file", "other"]);
  });

  test("is not there when its building failed, nor when somebody put a folder of its name there", async () => {
    const failing = folders.obtain({
      key: key("d"),
      about: "d",
      build: async () => {
        throw new Error("no");
      },
      lease: async () => {},
    });
    await expect(failing).rejects.toThrow("no");
    mkdirSync(join(home, "environments", "built", `${key("d")}-planted`));
    expect((await obtain("d")).isBuilt).toBe(true);
  });

  test("cannot hold what is neither file, folder nor link", async () => {
    const withPipe = folders.obtain({
      key: key("e"),
      about: "e",
      build: async (at) => {
        const { execFileSync } = await import("node:child_process");
        execFileSync("mkfifo", [join(at, "pipe")]);
      },
      lease: async () => {},
    });
    await expect(withPipe).rejects.toThrow("pipe is neither a file nor a folder nor a link");
    expect(await folders.list()).toEqual([]);
  });

  test("whose builder was killed in the middle is built by the next, and the half goes", async () => {
    const program = join(home, "builder.mjs");
    const module = fileURLToPath(new URL("./sealed-folders.ts", import.meta.url));
    writeFileSync(
      program,
      `import { writeFileSync } from "node:fs";
       import { SealedFolders } from ${JSON.stringify(module)};
       setInterval(() => {}, 1000);
       await new SealedFolders(${JSON.stringify(join(home, "environments"))}).obtain({
         key: ${JSON.stringify(key("f"))}, about: "f", lease: async () => {},
         build: async (at) => {
           writeFileSync(at + "/half", "");
           process.send("building");
           await new Promise(() => {});
         },
       });`,
    );
    // From the package's folder, for its "#" imports.
    const cwd = fileURLToPath(new URL(".", import.meta.url));
    const execArgv = ["--experimental-strip-types", "--no-warnings", "--conditions=source"];
    const builder = fork(program, { execArgv, cwd });
    await once(builder, "message");
    let waited = 0;
    const next = folders.obtain({
      key: key("f"),
      about: "f",
      build: async (at) => writeFileSync(join(at, "whole"), ""),
      lease: async () => {},
      onWait: () => waited++,
    });
    await expect.poll(() => waited).toBe(1);
    builder.kill("SIGKILL");
    const folder = await next;
    expect([waited, readdirSync(folder)]).toEqual([1, ["whole"]]);
    expect(built()).toHaveLength(2);
    await folders.tidy({ limitBytes: Number.POSITIVE_INFINITY, leased });
    expect(built()).toEqual([basename(folder)]);
  });
});

describe("what is kept", () => {
  /** Three of 1000 bytes, `a` not used for longest. */
  async function three(): Promise<Readonly<Record<string, string>>> {
    const found: Record<string, string> = {};
    for (const [index, letter] of ["a", "b", "c"].entries()) {
      found[letter] = (await obtain(letter, { file: "x".repeat(1000) })).folder;
      const at = new Date(Date.now() - (10 - index) * 60_000);
      utimesSync(join(home, "environments", "seals", `${key(letter)}.json`), at, at);
    }
    return found;
  }

  test("stays within the bound: what was not used for longest goes", async () => {
    const all = await three();
    expect((await obtain("a")).isBuilt).toBe(false);
    await folders.tidy({ limitBytes: 2000, leased });
    expect((await folders.list()).map(({ about }) => about)).toEqual(["a", "c"]);
    expect(existsSync(all["b"] ?? "")).toBe(false);
  });

  test("is never taken from a program that has it, sealed or not", async () => {
    const all = await three();
    leases.add(basename(all["a"] ?? ""));
    meddle(all["b"] ?? "", (below) => writeFileSync(join(below, "file"), "damaged"));
    leases.add(basename(all["b"] ?? ""));
    const anew = await obtain("b");
    await folders.tidy({ limitBytes: 0, leased });
    expect(existsSync(all["a"] ?? "")).toBe(true);
    expect(existsSync(all["b"] ?? "")).toBe(true);
    expect([existsSync(all["c"] ?? ""), existsSync(anew.folder)]).toEqual([false, false]);
    leases.clear();
    await folders.tidy({ limitBytes: 0, leased });
    expect(built()).toEqual([]);
  });

  test("is not taken from a program that took it between two looks", async () => {
    const { folder } = await obtain("a");
    let looks = 0;
    const tidy = folders.tidy({
      limitBytes: 0,
      leased: async () => new Set(looks++ === 0 ? [] : [basename(folder)]),
    });
    await tidy;
    expect((await obtain("a")).isBuilt).toBe(false);
  });

  test("does not go while it is being built", async () => {
    await folders.obtain({
      key: key("a"),
      about: "a",
      build: async (at) => {
        writeFileSync(join(at, "file"), "");
        await folders.tidy({ limitBytes: 0, leased });
        expect(existsSync(join(at, "file"))).toBe(true);
      },
      lease: async () => {},
    });
  });

  test("is told intact or not by every byte", async () => {
    const { folder } = await obtain("a");
    const [sealed] = await folders.list();
    if (sealed === undefined) throw new Error("nothing is sealed");
    expect(await folders.isIntact(sealed)).toBe(true);
    meddle(folder, sameSize);
    expect(await folders.isIntact(sealed)).toBe(false);
  });
});

function sameSize(below: string): void {
  const file = join(below, "file");
  const { atime, mtime } = statSync(file);
  writeFileSync(file, readFileSync(file, "utf8").toUpperCase());
  utimesSync(file, atime, mtime);
}

function link(below: string, name: string): void {
  rmSync(join(below, name));
  symlinkSync("/etc/passwd", join(below, name));
}
