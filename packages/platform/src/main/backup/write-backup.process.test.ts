import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { Closers } from "../common/closers.ts";
import { control } from "../home/control.ts";
import { controlSocket } from "../serve/control-socket.ts";
import { type Core, openCore } from "../serve/core.ts";
import { layout } from "../state/layout.ts";
import { openState } from "../state/open-state.ts";
import { Presence } from "../state/presence.ts";
import { socketPath } from "../state/socket-path.ts";
import { fetchBackup } from "./fetch-backup.ts";

const closers = new Closers();
const model = randomBytes(2_000_000);
let folder: string;
let core: Core;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-backup-"));
  const state = openState(join(folder, "home"));
  closers.add(() => state.release());
  core = await openCore(state, { log: silentLog, closers });
  await controlSocket(core, { layout: state.layout, closers, down: async () => {} });
  writeFileSync(state.layout.kubeconfig, "a kubeconfig");
  await core.artifacts.createBucket("models");
  await core.artifacts.put("models", "a", model);
  await core.artifacts.put("models", "b", Buffer.from("small"));
});
afterAll(async () => {
  await closers.closeAll();
  rmSync(folder, { recursive: true, force: true });
});

async function unpack(to: string): Promise<void> {
  const archive = await control(core.state.layout, "POST", "/backup");
  for await (const entry of archive.pipe(createGunzip()).pipe(extract())) {
    const path = join(to, entry.header.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await buffer(entry), { mode: entry.header.mode });
  }
}

it("is a state folder again once it is unpacked, with the artifacts in it", async () => {
  const copy = join(folder, "copy");
  await unpack(copy);
  const state = openState(copy);
  expect(state.credentials).toEqual(core.state.credentials);
  const artifacts = await FolderArtifacts.open(state.layout.artifacts, systemClock);
  const read = async (key: string) => buffer((await artifacts.get("models", key)).body);
  expect((await read("a")).equals(model)).toBe(true);
  expect((await read("b")).toString()).toBe("small");
  await artifacts.close();
  state.release();
});

it("whose reader goes away ends, leaves nothing of it, and does no harm to the next", async () => {
  const archive = await control(core.state.layout, "POST", "/backup");
  archive.once("data", () => archive.destroy());
  archive.on("error", () => {});
  await expect.poll(() => readdirSync(core.state.layout.temporary)).toEqual([]);
  await unpack(join(folder, "next"));
});

it("that is interrupted before its first byte leaves nothing, here or in the home", async () => {
  const presence = await Presence.ofThisProcess();
  presence.begin(core.state.layout.running);
  presence.ready();
  const interrupt = new AbortController();
  const options = { overwrite: false, signal: interrupt.signal };
  const fetched = fetchBackup(core.state.layout, join(folder, "early.tar.gz"), options);
  interrupt.abort();
  await expect(fetched).rejects.toThrow("aborted");
  expect(readdirSync(folder).filter((name) => name.startsWith("early"))).toEqual([]);
  await expect.poll(() => readdirSync(core.state.layout.temporary)).toEqual([]);
});

it("that is interrupted on its way leaves no file, and the one it would have replaced", async () => {
  const slow = layout(mkdtempSync(join(folder, "slow-")));
  const presence = await Presence.ofThisProcess();
  presence.begin(slow.running);
  presence.ready();
  const server = createServer((_request, response) => void response.write("the beginning"));
  await new Promise<void>((resolve) => server.listen(socketPath(slow.control), resolve));
  const into = mkdtempSync(join(folder, "into-"));
  writeFileSync(join(into, "monday.tar.gz"), "of last week");
  const interrupt = new AbortController();
  const options = { overwrite: true, signal: interrupt.signal };
  const fetched = fetchBackup(slow, join(into, "monday.tar.gz"), options);
  await expect.poll(() => readdirSync(into)).toHaveLength(2);
  interrupt.abort();
  await expect(fetched).rejects.toThrow("aborted");
  expect(readdirSync(into)).toEqual(["monday.tar.gz"]);
  expect(readFileSync(join(into, "monday.tar.gz"), "utf8")).toBe("of last week");
  server.closeAllConnections();
  server.close();
});

it("of a home that lost the file of an object is none, and says which", async () => {
  const presence = await Presence.ofThisProcess();
  presence.begin(core.state.layout.running);
  presence.ready();
  const [file = ""] = readdirSync(join(core.state.layout.artifacts, "files"));
  rmSync(join(core.state.layout.artifacts, "files", file));
  const to = join(folder, "backup.tar.gz");
  await expect(fetchBackup(core.state.layout, to, { overwrite: false })).rejects.toMatchObject({
    code: "SLIP-STATE-007",
    message: expect.stringContaining(file),
  });
  expect(readdirSync(folder).filter((name) => name.startsWith("backup.tar"))).toEqual([]);
  presence.end();
});
