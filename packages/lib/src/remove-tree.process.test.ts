import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyTrash, moveToTrash, removeTree } from "./remove-tree.ts";
import { asUser, NOBODY } from "./testing/as-user.ts";

const isRoot = process.getuid?.() === 0;

/** What it is to be called by who owns the files: root itself where that runs the tests, and somebody who is not. */
const callers = isRoot ? ["root", "another user"] : ["this user"];

describe.each(callers)("removing a tree as %s", (caller) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slipway-trees-"));
    if (caller === "another user") execFileSync("chown", [String(NOBODY), folder]);
  });
  afterEach(() => {
    chmodSync(folder, 0o700);
    execFileSync("rm", ["-rf", folder]);
  });

  const as = caller === "another user" ? { uid: NOBODY, gid: NOBODY } : {};
  const sh = (script: string) => execFileSync("sh", ["-c", script], { cwd: folder, ...as });
  /** In a process of its own, since this one is root. */
  function remove(path: string): Promise<void> {
    if (caller !== "another user") return removeTree(path);
    const file = join(import.meta.dirname, "remove-tree.ts");
    const script = `import { removeTree } from ${JSON.stringify(file)}; await removeTree(${JSON.stringify(path)});`;
    const seenAt = mkdtempSync(join(tmpdir(), "slipway-checkout-"));
    chmodSync(seenAt, 0o755);
    const command = [process.execPath, "--input-type=module", "-e", script];
    const [unshare, ...words] = asUser({ uid: NOBODY, seenAt }, command);
    execFileSync(unshare, words);
    rmdirSync(seenAt);
    return Promise.resolve();
  }
  async function leavesNothing(): Promise<void> {
    await remove(join(folder, "tree"));
    expect(await readdir(folder)).toEqual([]);
  }

  it("removes names that are not UTF-8", async () => {
    sh(
      `d=$(printf 'tree/d\\377/e'); f=$(printf 'caf\\351'); mkdir -p "$d"; touch "tree/$f" "$d/$f" "$d/plain"`,
    );
    await leavesNothing();
  });

  it.each(["000", "500", "100"])(
    "removes folders of mode %s, however they lie in one another",
    async (mode) => {
      sh(
        `mkdir -p tree/a/b/c tree/d; touch tree/a/f tree/a/b/f tree/a/b/c/f; chmod ${mode} tree/a/b/c tree/a/b tree/a tree/d tree`,
      );
      await leavesNothing();
    },
  );

  it("removes a tree that is deeper than any path can be long", async () => {
    sh(
      `mkdir tree && cd tree && perl -e 'for (1 .. 3000) { mkdir "d" x 50 or die; chdir "d" x 50 or die } open F, ">f"; chmod 0, "."'`,
    );
    await leavesNothing();
  });

  it("removes links and what looks like something else, and nothing that a link leads to", async () => {
    sh(
      `mkdir -p tree/in other/kept; touch other/kept/file; ln -s ../../other tree/in/folder; ln -s ../other/kept/file tree/file; ln -s nowhere tree/broken; mkfifo tree/pipe; ln other/kept/file tree/hard; touch "tree/-rf" "tree/$(printf 'a\\nb')"; chmod 400 tree/pipe`,
    );
    await remove(join(folder, "tree"));
    expect(await readdir(folder)).toEqual(["other"]);
    expect(await readdir(join(folder, "other", "kept"))).toEqual(["file"]);
    sh("ln -s other tree");
    await remove(join(folder, "tree"));
    expect(await readdir(join(folder, "other"))).toEqual(["kept"]);
  });

  it("is content where there is nothing", async () => {
    await remove(join(folder, "tree"));
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("emptying the trash", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slipway-trash-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("leaves others their turns while it removes a folder with many entries", async () => {
    execFileSync(
      "sh",
      ["-c", "mkdir tree && cd tree && seq 20000 | xargs touch && mkdir $(seq -f d%g 2000)"],
      {
        cwd: folder,
      },
    );
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await removeTree(join(folder, "tree"));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(50);
    expect(await readdir(folder)).toEqual([]);
  });

  it("is gone on with by whoever comes after one that was cut off", async () => {
    const [tree, trash] = [join(folder, "tree"), join(folder, "trash")];
    for (let i = 0; i < 20; i++) mkdirSync(join(tree, `a${i}`, "b", "c"), { recursive: true });
    for (let i = 0; i < 500; i++) writeFileSync(join(tree, "a0", "b", `f${i}`), "");
    expect(await moveToTrash(tree, trash)).toBe(true);
    expect(existsSync(tree)).toBe(false);
    for (let cut = 1; (await readdir(trash)).length > 0; cut++) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), cut);
      await emptyTrash(trash, stop.signal);
      clearTimeout(timer);
    }
    expect(await readdir(folder)).toEqual(["trash"]);
  });

  it.runIf(isRoot)(
    "removes everything else where something cannot be removed, and says what that was",
    async () => {
      const tree = join(folder, "tree");
      mkdirSync(join(tree, "mounted"), { recursive: true });
      mkdirSync(join(tree, "other"));
      try {
        execFileSync("mount", ["-t", "tmpfs", "none", join(tree, "mounted")]);
      } catch {
        return;
      }
      const trash = join(folder, "trash");
      await moveToTrash(tree, trash);
      await expect(emptyTrash(trash)).rejects.toMatchObject({ code: "EBUSY" });
      const [left = ""] = await readdir(trash);
      expect(await readdir(join(trash, left))).toEqual(["mounted"]);
      execFileSync("umount", [join(trash, left, "mounted")]);
      await emptyTrash(trash);
      expect(await readdir(trash)).toEqual([]);
    },
  );

  it.runIf(isRoot)(
    "removes what root has made immutable, where the file system knows that",
    async ({ skip }) => {
      const tree = join(folder, "tree");
      mkdirSync(join(tree, "a"), { recursive: true });
      writeFileSync(join(tree, "a", "f"), "text");
      try {
        execFileSync("chattr", ["+i", join(tree, "a", "f"), join(tree, "a")], { stdio: "ignore" });
      } catch {
        skip("the file system knows no immutable files, or nobody may make them");
      }
      await removeTree(tree);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it("does not follow what was a folder when it was looked at", async () => {
    const outside = join(folder, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "kept"), "text");
    const trash = join(folder, "trash");
    mkdirSync(trash);
    symlinkSync(outside, join(trash, "link"));
    await emptyTrash(trash);
    expect(readFileSync(join(outside, "kept"), "utf8")).toBe("text");
    expect(await readdir(trash)).toEqual([]);
  });
});
