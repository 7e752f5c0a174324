import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MASTERS } from "@slipway/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createS3Door } from "#api/s3/s3-door.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { artifactsContract, readAll } from "../artifacts.contract.ts";
import { FolderArtifacts } from "../folder/folder-artifacts.ts";
import { S3Artifacts } from "./s3-artifacts.ts";

const KEY = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
const known = {
  ...KEY,
  namespace: "default",
  accountId: "000000000000",
  region: "eu-central-1",
  caller: { user: "tester", groups: [MASTERS] },
};

let folder: string;
let store: FolderArtifacts;
let server: Server;
let endpoint: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-s3-"));
  store = await FolderArtifacts.open(folder, systemClock);
  await store.createBucket("bucket");
  const accessKeys = { find: (id: string) => (id === KEY.accessKeyId ? known : undefined) };
  server = createServer(createS3Door({ store, accessKeys, log: silentLog, clock: systemClock }).handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

const open = (options: Partial<ConstructorParameters<typeof S3Artifacts>[0]> = {}) =>
  new S3Artifacts({ endpoint, region: "eu-central-1", credentials: KEY, attempts: 2, ...options });

artifactsContract("an S3 endpoint", async () => {
  const artifacts = open();
  return { artifacts, bucket: "bucket", close: async () => artifacts.close() };
});

describe("an S3 endpoint", () => {
  it("takes a stream of many parts", async () => {
    const artifacts = open();
    const part = Buffer.alloc(1024 * 1024, "x");
    async function* parts() {
      for (let n = 0; n < 20; n++) yield part;
    }
    const { Readable } = await import("node:stream");
    const info = await artifacts.put("bucket", "many-parts", Readable.from(parts(), { objectMode: false }));
    expect(info).toMatchObject({ size: 20 * 1024 * 1024, etag: expect.stringMatching(/-3$/) });
    expect((await readAll((await artifacts.get("bucket", "many-parts")).body)).length).toBe(20 * 1024 * 1024);
    expect(await store.uploads("bucket", { limit: 10 })).toEqual([]);
    artifacts.close();
  });

  it("that refuses the credentials is not one that is away", async () => {
    const stranger = open({ credentials: { ...KEY, secretAccessKey: "wrong" } });
    await expect(stranger.get("bucket", "k")).rejects.toMatchObject({ code: "SLIP-S3-018" });
    await expect(stranger.bucketExists("bucket")).rejects.toMatchObject({ code: "SLIP-S3-018" });
    const away = open({ endpoint: "http://127.0.0.1:1", attempts: 1 });
    await expect(away.get("bucket", "k")).rejects.toMatchObject({ code: "SLIP-S3-019" });
    await expect(away.put("bucket", "k", Buffer.from("x"))).rejects.toMatchObject({ code: "SLIP-S3-019" });
  });
});
