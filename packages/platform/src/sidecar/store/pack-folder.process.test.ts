import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
      '/opt/ml/model/far is a link to "/etc/passwd", out of the folder,',
      '/opt/ml/model/out is a link to "../secret", out of the folder,',
    ]);
  });

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
