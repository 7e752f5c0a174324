import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../testing/until.ts";
import { guardConnections, knowCaller } from "./guard-connections.ts";

const LIMITS = { most: 20, strangers: 8, perCaller: 6 };
let server: Server;
let clients: Socket[];
/** Answers that a test still holds back, by path. */
let held: Map<string, ServerResponse>;
let asked: number;
let taken: number;

beforeEach(async () => {
  [asked, taken] = [0, 0];
  clients = [];
  held = new Map();
  server = createServer(answer).listen(0, "0.0.0.0");
  guardConnections(server, { limits: LIMITS });
  await once(server, "listening");
});
afterEach(() => {
  for (const client of clients) client.destroy();
  server.closeAllConnections();
  server.close();
});

/** `/NAME/…`: from the caller NAME, or from a stranger; `/…/held` is answered when the test says so. */
function answer({ url = "", socket }: IncomingMessage, response: ServerResponse): void {
  const [, caller = ""] = url.split("/");
  asked += 1;
  if (caller !== "stranger" && !knowCaller(socket, caller)) return void response.writeHead(429).end();
  taken += 1;
  if (url.endsWith("/held")) held.set(url, response);
  else response.writeHead(caller === "stranger" ? 401 : 200).end("answer");
}

async function opened(from = "127.0.0.1"): Promise<Socket> {
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: "127.0.0.1", localAddress: from }).on("error", () => {});
  clients.push(client);
  await once(client, "connect");
  return client;
}

const opening = async (count: number, from?: string): Promise<Socket[]> => {
  const all: Socket[] = [];
  for (let index = 0; index < count; index++) all.push(await opened(from));
  return all;
};

async function ask(client: Socket, path: string): Promise<number> {
  client.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
  const [data] = (await Promise.race([once(client, "data"), once(client, "close").then(() => [""])])) as [
    Buffer,
  ];
  return Number(/^HTTP\/1.1 (\d+)/.exec(data.toString())?.[1] ?? 0);
}

const open = (): Promise<number> =>
  new Promise((resolve) => server.getConnections((_, count) => resolve(count)));

test("Silent connections without end keep nobody out, and are never more than their bound", async () => {
  await opening(100);
  expect(await ask(await opened(), "/alice/")).toBe(200);
  expect(await open()).toBeLessThanOrEqual(LIMITS.strangers + 1);
});

test("Connections that ask and are refused count as strange ones", async () => {
  for (const client of await opening(LIMITS.strangers)) expect(await ask(client, "/stranger/")).toBe(401);
  await opening(40);
  expect(await open()).toBeLessThanOrEqual(LIMITS.strangers);
});

test("A connection whose caller is known survives any number of strange ones, at work and idle", async () => {
  const [idle, working] = [await opened(), await opened()];
  expect(await ask(idle, "/alice/")).toBe(200);
  const answered = ask(working, "/alice/held");
  await until(() => held.size === 1);
  await opening(100);
  held.get("/alice/held")?.end("answer");
  expect(await answered).toBe(200);
  expect(await ask(idle, "/alice/")).toBe(200);
});

test("Strange connections from one address do not displace those from another", async () => {
  const other = await opened("127.0.0.2");
  await opening(100);
  expect(await ask(other, "/alice/")).toBe(200);
});

test("One caller has no more than its share, and loses what idles before anything is refused", async () => {
  const idle = await opened();
  expect(await ask(idle, "/alice/")).toBe(200);
  for (let index = 0; index < LIMITS.perCaller; index++) void ask(await opened(), `/alice/${index}/held`);
  await until(() => held.size === LIMITS.perCaller);
  await until(() => idle.destroyed || idle.readableEnded);
  expect(await ask(await opened(), "/alice/")).toBe(429);
  expect(await ask(await opened(), "/bob/")).toBe(200);
});

test("A flood of requests on one connection is refused beyond what clients have under way", async () => {
  const client = await opened();
  client.write("GET /alice/held HTTP/1.1\r\nhost: a\r\n\r\n".repeat(1_000));
  await until(() => asked === 1_000);
  expect(taken).toBeLessThanOrEqual(101);
  expect(await ask(await opened(), "/bob/")).toBe(200);
});

test("Where nobody says who it is, what works is kept and what idles goes", async () => {
  server.removeAllListeners("connection");
  const open = createServer(({ url = "" }, response) => void held.set(url, response)).listen(0, "127.0.0.1");
  guardConnections(open, { limits: LIMITS, keepBusy: true });
  await once(open, "listening");
  const { port } = open.address() as AddressInfo;
  const dial = async () => {
    const client = connect({ port, host: "127.0.0.1" }).on("error", () => {});
    clients.push(client);
    await once(client, "connect");
    return client;
  };
  const working = ask(await dial(), "/working");
  await until(() => held.size === 1);
  for (let index = 0; index < 100; index++) await dial();
  held.get("/working")?.end("answer");
  expect(await working).toBe(200);
  open.closeAllConnections();
  open.close();
});
