import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock as clock } from "#lib/clock.ts";
import { silentLog as log } from "#lib/log.ts";
import { openTestDoor, type TestDoor, TOKENS as tokens } from "./testing/test-door.ts";

let at: TestDoor;
beforeAll(async () => {
  const storage = createStorage({ file: ":memory:", clock });
  const server = await createApiServer({ storage, definitions: [], tokens, clock, log });
  at = await openTestDoor({ server, ledger: createMemoryLedger(), clock });
});
afterAll(() => at.close());

const MAPS = "/api/v1/namespaces/default/configmaps";
const UNSENT = 3 * 1024 * 1024;

async function dial(): Promise<TLSSocket> {
  const { port } = new URL(await at.listen());
  const socket = connect({ port: Number(port), host: "127.0.0.1", ca: at.caPem });
  socket.on("error", () => {});
  await once(socket, "secureConnect");
  return socket;
}

/** What a request is answered whose head is sent and whose body never comes. */
async function answered(
  method: string,
  path: string,
  token: string,
): Promise<{ status: number; closed: boolean }> {
  const socket = await dial();
  const who = token === "" ? "" : `authorization: Bearer ${token}\r\n`;
  socket.write(
    `${method} ${path} HTTP/1.1\r\nhost: a\r\n${who}content-type: application/json\r\ncontent-length: ${UNSENT}\r\n\r\n`,
  );
  let text = "";
  socket.on("data", (data: Buffer) => {
    text += data;
  });
  await once(socket, "close");
  return { status: Number(text.slice(9, 12)), closed: true };
}

/** Kubernetes authenticates and authorizes in handlers around the one that reads the body. */
test.each([
  ["POST", MAPS, "", 401],
  ["POST", MAPS, "nobody", 401],
  ["POST", MAPS, "alice", 403],
  ["POST", MAPS, "viewer", 403],
  ["PUT", `${MAPS}/a`, "viewer", 403],
  ["PATCH", `${MAPS}/a`, "viewer", 403],
  ["DELETE", `${MAPS}/a`, "viewer", 403],
  ["DELETE", MAPS, "viewer", 403],
  ["PUT", "/api/v1/namespaces/default/pods/a/status", "viewer", 403],
  ["POST", "/api/v1/namespaces/default/nothings", "admin", 404],
  ["PATCH", MAPS, "admin", 405],
  ["PUT", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "alice", 405],
] as const)(
  "%s %s of %j is answered %i before its body has come, and the connection ends",
  async (method, path, token, status) => {
    expect(await answered(method, path, token)).toEqual({ status, closed: true });
  },
);

test("Hundreds of silent connections, before and after the handshake, keep nobody out", async () => {
  const { port } = new URL(await at.listen());
  const { connect: dialPlain } = await import("node:net");
  const silent = [];
  for (let index = 0; index < 700; index++) {
    const socket = index % 10 === 0 ? await dial() : dialPlain({ port: Number(port), host: "127.0.0.1" });
    silent.push(socket.on("error", () => {}));
  }
  const known = await at.open(`${MAPS}?watch=1`);
  expect(known.statusCode).toBe(200);
  for (let index = 0; index < 700; index++)
    silent.push(dialPlain({ port: Number(port), host: "127.0.0.1" }).on("error", () => {}));
  const after = await at.open(MAPS);
  expect(after.statusCode).toBe(200);
  expect(known.destroyed).toBe(false);
  known.destroy();
  after.destroy();
  for (const socket of silent) socket.destroy();
});
