import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MASTERS } from "@slipway/model";
import { createClient } from "@slipway/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createS3Door } from "#api/s3/s3-door.ts";
import { readAll } from "#artifacts/artifacts.contract.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { layByClone } from "./lay-by-clone.ts";
import { uploadData } from "./upload.ts";

const KEY = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
const LARGE = Buffer.alloc(2 << 20, "x");

let state: string;
let data: string;
let store: FolderArtifacts;
let server: Server;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "slipway-lay-"));
  data = await mkdtemp(join(tmpdir(), "slipway-data-"));
  store = await FolderArtifacts.open(join(state, "artifacts"), systemClock);
  await store.createBucket("bucket");
  const caller = { user: "t", groups: [MASTERS] };
  const known = { ...KEY, namespace: "default", accountId: "0", region: "us-east-1", caller };
  const accessKeys = { find: () => known };
  server = createServer(createS3Door({ store, accessKeys, log: silentLog, clock: systemClock }).handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await writeFile(join(data, "large.bin"), LARGE);
  await writeFile(join(data, "small.csv"), "1,2\n");
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
  for (const folder of [state, data]) await rm(folder, { recursive: true });
});

const client = () => {
  const { port } = server.address() as AddressInfo;
  const server_ = `http://127.0.0.1:${port}`;
  return createClient({
    kubernetes: { server: server_, token: "", fetch },
    aws: { endpoint: server_, region: "us-east-1", ...KEY, fetch },
  });
};
const upload = (clone?: (from: string, to: string) => Promise<void>) =>
  uploadData(
    client(),
    { bucket: "bucket", path: data },
    { signal: new AbortController().signal, lay: layByClone(state, clone) },
  );
async function stored(): Promise<Record<string, string>> {
  const { items } = await store.list("bucket", { limit: 10 });
  const texts = items.map(async ({ key }) => {
    const { body, info } = await store.get("bucket", key);
    return [key.split("/").at(-1), `${(await readAll(body)).equals(LARGE)} ${info.size}`] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}
const ALL = { "large.bin": `true ${LARGE.length}`, "small.csv": "false 4" };

describe("data of a home on this machine", () => {
  // A copy stands for what only some file systems do.
  it("is taken in from clones where they are large and can be had, and nothing is left of those", async () => {
    expect(await upload(copyFile)).toMatchObject({ files: 2, sent: 2, cloned: 1 });
    expect(await stored()).toEqual(ALL);
    expect(await readdir(join(state, "artifacts", "incoming"))).toEqual([]);
    expect(await upload(copyFile)).toMatchObject({ sent: 0, cloned: 0 });
  });

  it.each([
    ["no clone can be had", async () => Promise.reject(new Error("ENOTSUP"))],
    ["the home finds no such file", async () => {}],
  ])("is sent where %s", async (_, clone) => {
    expect(await upload(clone)).toMatchObject({ sent: 2, cloned: 0 });
    expect(await stored()).toEqual(ALL);
  });
});
