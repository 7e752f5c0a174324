import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prometheusIn } from "./prometheus.ts";

const ASKED = { query: 'up{job="a"} == 0', start: 60, end: 120, step: 60 };
const EMPTY = JSON.stringify({ status: "success", data: { resultType: "matrix", result: [] } });

let folder: string;
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const seen: { url: string | undefined; authorization: string | undefined; body: string }[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-promql-"));
  seen.length = 0;
  answer = (_, response) => response.end(EMPTY);
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url, headers } = request;
    seen.push({ url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const give = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
};
const ask = (signal = new AbortController().signal) => prometheusIn(folder).range(ASKED, signal);

test("A query is asked as the API has it, below the URL's path, with what the files say then", async () => {
  give({ url: `${url()}/team/\n` });
  expect(await ask()).toEqual([]);
  give({ username: "me", password: "secret\n" });
  await ask();
  give({ token: "t-1\n" });
  await ask();
  expect(seen.map(({ authorization }) => authorization)).toEqual([
    undefined,
    `Basic ${Buffer.from("me:secret").toString("base64")}`,
    "Bearer t-1",
  ]);
  expect(seen[0]?.url).toBe("/team/api/v1/query_range");
  expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
    ...{ query: ASKED.query, start: "60", end: "120", step: "60", timeout: "10s" },
  });
});

test("Nobody is asked where none is named, or what is named is no URL of http", async () => {
  await expect(ask()).rejects.toThrow(/names no Prometheus/);
  give({ url: "file:///etc/passwd" });
  await expect(ask()).rejects.toThrow(/no URL of http or https/);
});

test("A redirection is not followed, and what is too long, broken off or away is a failure without a secret in it", async () => {
  give({ url: url(), token: "t-secret" });
  answer = (_, response) => response.writeHead(302, { location: `${url()}/elsewhere` }).end();
  await expect(ask()).rejects.toThrow(/HTTP status 302/);
  expect(seen).toHaveLength(1);
  answer = (_, response) => response.end("x".repeat(9 * 2 ** 20));
  await expect(ask()).rejects.toThrow(/does not answer/);
  answer = (_, response) => response.destroy();
  const error: unknown = await ask().catch((failure: unknown) => failure);
  expect(String(error)).toMatch(/does not answer/);
  expect(String(error)).not.toContain("t-secret");
  give({ url: "http://127.0.0.1:1" });
  await expect(ask()).rejects.toThrow(/does not answer/);
});

test("Whoever stops the home does not wait for a server that hangs", async () => {
  give({ url: url() });
  answer = () => {};
  const stop = new AbortController();
  const asked = ask(stop.signal);
  await expect.poll(() => seen.length).toBe(1);
  stop.abort();
  await expect(asked).rejects.toThrow(/abort/i);
});
