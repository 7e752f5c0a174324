import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpack } from "#lib/tar/unpack.ts";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { entriesBelow } from "./entries-below.ts";
import { hasFiles, packFolder } from "./pack-folder.ts";

const run = promisify(execFile);
let outer: string;
let folder: string;
beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), "slipway-pack-"));
  folder = join(outer, "model");
  await mkdir(folder);
});
afterEach(() => rm(outer, { recursive: true }));

/** Packs, and lets this machine's tar tell what is in it. */
async function packed(extra: Record<string, string> = {}) {
  const said: string[] = [];
  const chunks: Uint8Array[] = [];
  const archive = packFolder({ path: folder, knownAs: "/opt/ml/model" }, extra, {
    leaveOut: (path, why) => said.push(`${path} ${why}`),
  });
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  const file = join(outer, "model.tar.gz");
  await writeFile(file, Buffer.concat(chunks));
  const names = (await run("tar", ["tzf", file])).stdout.trim().split("\n").filter(Boolean);
  const target = join(outer, "out");
  await rm(target, { recursive: true, force: true });
  await mkdir(target);
  await run("tar", ["xzf", file, "-C", target]);
  const read = async (path: string) => (await run("cat", [join(target, path)])).stdout;
  return { names, said, read };
}

describe("packing", () => {
  it("keeps files, folders and modes, and what the caller adds", async () => {
    await mkdir(join(folder, "code"));
    await writeFile(join(folder, "xgboost-model"), "model".repeat(100_000));
    await writeFile(join(folder, "code", "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
    await writeFile(join(folder, "empty"), "");
    await writeFile(join(outer, "failure"), "because");
    const { names, read } = await packed({ failure: join(outer, "failure") });
    expect(names).toEqual(["code/", "code/run.sh", "empty", "xgboost-model", "failure"]);
    expect((await read("xgboost-model")).length).toBe(500_000);
    expect(await read("failure")).toBe("because");
  });

  it("keeps links within and says which it leaves out", async () => {
    await mkdir(join(folder, "a"));
    await writeFile(join(folder, "a", "file"), "text");
    await writeFile(join(outer, "secret"), "secret");
    await symlink("a/file", join(folder, "relative"));
    await symlink("/opt/ml/model/a/file", join(folder, "absolute"));
    await symlink("/opt/ml/model/a/file", join(folder, "a", "beside"));
    await symlink("../secret", join(folder, "out"));
    await symlink("/etc/passwd", join(folder, "far"));
    const { names, said, read } = await packed();
    expect(names).toEqual(["a/", "a/beside", "a/file", "absolute", "relative"]);
    for (const link of ["relative", "absolute", "a/beside"]) expect(await read(link)).toBe("text");
    expect(said).toEqual([
      '/opt/ml/model/far is a link to "/etc/passwd", which may lead out of the folder,',
      '/opt/ml/model/out is a link to "../secret", which may lead out of the folder,',
    ]);
  });

  it("keeps links by what they lead to, whatever their texts, and those that may lead elsewhere not at all", async () => {
    await mkdir(join(folder, "sub/deep"), { recursive: true });
    for (const path of ["a", "sub/a"]) await writeFile(join(folder, path), path);
    const links = {
      itself: ".",
      root: "/opt/ml/model",
      around: "../model/a",
      back: "sub/../a",
      "sub/far": "/opt/../opt/ml/model//a",
      "sub/up": "../sub/./deep/../a",
      jump: "sub/deep",
      through: "jump/../a",
      nowhere: "none/../a",
      other: "../model2/a",
      bytes: Buffer.from("caf\xe9", "latin1"),
    };
    for (const [path, text] of Object.entries(links)) await symlink(text, join(folder, path));
    const { names, said, read } = await packed();
    expect(names.filter((name) => name in links).toSorted()).toEqual([
      ...["around", "back", "itself", "jump", "root", "sub/far", "sub/up"],
    ]);
    for (const path of ["around", "back", "itself/a", "root/a", "sub/far"])
      expect(await read(path)).toBe("a");
    for (const path of ["sub/up", "itself/sub/a"]) expect(await read(path)).toBe("sub/a");
    expect(said.map((line) => line.split(" ")[0])).toEqual(
      ["bytes", "nowhere", "other", "through"].map((name) => `/opt/ml/model/${name}`),
    );
  });

  it("adds what the caller adds in place of what the folder has of that name", async () => {
    await mkdir(join(folder, "failure"));
    await writeFile(join(folder, "failure", "x"), "x");
    await writeFile(join(outer, "failure"), "because");
    const { names, read } = await packed({ failure: join(outer, "failure") });
    expect([names, await read("failure")]).toEqual([["failure"], "because"]);
  });

  it("packs nothing that unpack refuses, and each link leads where it led", async () => {
    const name = fc.constantFrom("a", "b", "c", "ä");
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    const step = fc.oneof(name, fc.constantFrom("..", "..", ".", "", "model", "caf\xe9"));
    const text = fc
      .tuple(
        fc.constantFrom("", "", "./", `${folder}/`, `${folder}/../model/`),
        fc.array(step, { maxLength: 5 }),
      )
      .map(([begin, steps]) => `${begin}${steps.join("/")}`)
      .filter((whole) => whole !== "");
    const entry = fc.oneof(
      fc.record({ path }),
      fc.record({ path: fc.tuple(path, name).map((parts) => parts.join("/")) }),
      fc.record({ path, text }),
    );
    const property = fc.asyncProperty(fc.array(entry, { maxLength: 12 }), async (entries) => {
      await rm(folder, { recursive: true });
      await mkdir(folder);
      for (const one of entries) await make(one).catch(() => {});
      const to = join(outer, "unpacked");
      await rm(to, { recursive: true, force: true });
      await mkdir(to);
      const archive = packFolder({ path: folder, knownAs: folder }, {}, { leaveOut: () => {} });
      await unpack(archive as AsyncIterable<Uint8Array>, {
        folder: to,
        name: "it",
        code: "SLIP-SIDECAR-003",
      });
      for await (const { path: found } of entriesBelow(to)) {
        const [was, is] = await Promise.all([leadsTo(folder, found), leadsTo(to, found)]);
        if (was !== undefined && is !== undefined) expect(is, found).toBe(was);
        expect(is?.startsWith("..") ?? false, found).toBe(false);
      }
    });
    await fc.assert(property, modelRuns(40));
  }, 60_000);

  async function make({ path, text }: { readonly path: string; readonly text?: string }): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // As latin-1 where the text has a byte that is not UTF-8.
    if (text !== undefined)
      await symlink(Buffer.from(text, text.includes("\xe9") ? "latin1" : "utf8"), join(folder, path));
    else await writeFile(join(folder, path), path, { flag: "wx" });
  }

  const leadsTo = (root: string, path: string): Promise<string | undefined> =>
    realpath(join(root, path)).then(
      (found) => relative(root, found),
      () => undefined,
    );

  it("does not wait for ever on a pipe or a socket", async () => {
    await run("mkfifo", [join(folder, "pipe")]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "socket"), resolve));
    const { names, said } = await packed();
    await new Promise((resolve) => server.close(resolve));
    expect(names).toEqual([]);
    expect(said).toHaveLength(2);
  });

  it("knows a folder without files", async () => {
    expect(await hasFiles({ path: join(outer, "none") })).toBe(false);
    await mkdir(join(folder, "a", "b"), { recursive: true });
    expect(await hasFiles({ path: folder })).toBe(false);
    await writeFile(join(folder, "a", "b", "c"), "");
    expect(await hasFiles({ path: folder })).toBe(true);
  });
});
