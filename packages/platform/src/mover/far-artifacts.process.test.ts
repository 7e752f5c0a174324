import { readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { artifactsContract, readAll } from "#artifacts/artifacts.contract.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { systemClock } from "#lib/clock.ts";
import { errorOf, failureOf } from "./failure.ts";
import { type Call, FarArtifacts } from "./far-artifacts.ts";
import { ServedArtifacts } from "./served-artifacts.ts";

/** Both ends in one process, with all that passes between them copied as a channel copies it. */
async function start(signal = new AbortController().signal) {
  const folder = await mkdtemp(join(tmpdir(), "slipway-far-"));
  const kept = await FolderArtifacts.open(join(folder, "artifacts"), systemClock);
  await kept.createBucket("bucket");
  const served = new ServedArtifacts(kept);
  const call = (async (name, ...args) => {
    try {
      return structuredClone(await served.answer(name, structuredClone(args)));
    } catch (error) {
      throw errorOf(structuredClone(failureOf(error)));
    }
  }) as Call;
  const artifacts = new FarArtifacts(call, signal);
  const close = async () => {
    await served.close();
    await kept.close();
    await rm(folder, { recursive: true });
  };
  return { artifacts, kept, served, folder, bucket: "bucket", close };
}

artifactsContract("FarArtifacts", () => start());

describe("the artifacts folder of a server beside us", () => {
  let far: Awaited<ReturnType<typeof start>>;
  const stop = { now: new AbortController() };
  beforeEach(async () => {
    stop.now = new AbortController();
    far = await start(stop.now.signal);
  });
  afterEach(() => far.close());
  const files = () => readdir(join(far.folder, "artifacts/files"));

  it("copies an object to a file of one's own, which everybody may read", async () => {
    await far.kept.put("bucket", "a", Buffer.from("text"));
    const path = join(far.folder, "copy");
    await far.artifacts.copyObject("bucket", "a", path);
    expect(readFileSync(path, "utf8")).toBe("text");
    expect(statSync(path).mode & 0o777).toBe(0o644);
    writeFileSync(path, "changed");
    expect(String(await readAll((await far.artifacts.get("bucket", "a")).body))).toBe("text");
  });

  it("copies one that came in parts", async () => {
    const upload = await far.kept.createUpload("bucket", "parts");
    const parts = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("end")].map((body, index) =>
      far.kept.putPart(upload, index + 1, body),
    );
    await far.kept.completeUpload(upload, await Promise.all(parts));
    const path = join(far.folder, "copy");
    await far.artifacts.copyObject("bucket", "parts", path);
    expect(readFileSync(path, "utf8").slice(-5)).toBe("aaend");
  });

  it("leaves what is in the way of a copy, and serves no damaged bytes", async () => {
    await far.kept.put("bucket", "a", Buffer.from("text"));
    const path = join(far.folder, "copy");
    writeFileSync(path, "mine");
    await expect(far.artifacts.copyObject("bucket", "a", path)).rejects.toMatchObject({ code: "EEXIST" });
    expect(readFileSync(path, "utf8")).toBe("mine");
    for (const file of await files()) writeFileSync(join(far.folder, "artifacts/files", file), "tixt");
    const other = join(far.folder, "other");
    await expect(far.artifacts.copyObject("bucket", "a", other)).rejects.toMatchObject({
      code: "SLIP-S3-020",
    });
    expect(await readdir(far.folder)).not.toContain("other");
  });

  it("leaves no file behind that a helper did not finish", async () => {
    await far.served.answer("begin", []);
    const begun = (await far.served.answer("begin", [])) as { readonly path: string };
    writeFileSync(begun.path, "half");
    await far.served.close();
    await far.kept.settled();
    expect(await files()).toEqual([]);
  });

  it("asks for nothing more once it is to stop", async () => {
    await far.kept.put("bucket", "a", Buffer.alloc(1024 * 1024));
    const { body } = await far.artifacts.get("bucket", "a");
    stop.now.abort(new Error("stop"));
    await expect(readAll(body)).rejects.toThrow("stop");
    await expect(far.artifacts.head("bucket", "a")).rejects.toThrow("stop");
  });
});
