import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer, type RequestListener, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsError } from "#api/aws/aws-error.ts";
import { answerError } from "#api/aws/protocols/exchange.ts";
import { json11 } from "#api/aws/protocols/json-1-1.ts";
import { awsServer } from "../common/aws-server.ts";
import { passRequest } from "./pass-request.ts";

let folder: string;
let agent: Agent;
let servers: Server[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-pass-"));
  agent = new Agent({ keepAlive: true, maxSockets: 4 });
  servers = [];
});

afterEach(() => {
  agent.destroy();
  for (const server of servers) server.close().closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

/** What passes all requests on to a server that answers as given; resolves with its port. */
async function passing(handle: RequestListener): Promise<number> {
  const socketPath = join(folder, "aws");
  const server = awsServer(handle);
  const front = createServer((from, response) => passRequest(from, response, { socketPath, agent }));
  servers.push(server, front);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  return (front.address() as AddressInfo).port;
}

/** The status of an answer to a request whose body comes in that many parts. */
function post(port: number, parts: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", method: "POST" }, (answer) => {
      answer.resume().once("end", () => resolve(answer.statusCode));
    });
    asked.once("error", reject).flushHeaders();
    const part = Buffer.alloc(16 * 1024);
    const send = (left: number): void => {
      if (left === 0) return void asked.end();
      asked.write(part);
      setImmediate(send, left - 1);
    };
    send(parts);
  });
}

test("who is refused before the body has come is told so", async () => {
  const port = await passing((from, response) => {
    const exchange = { request: from, response, requestId: "1", protocol: json11 };
    answerError(exchange, new AwsError("SLIP-AUTH-001", "nobody"));
  });
  const statuses = new Set<number | undefined>();
  for (let i = 0; i < 60; i += 1) statuses.add(await post(port, i % 12));
  expect([...statuses]).toEqual([403]);
});

test("a server that is away is told with 503", async () => {
  const port = await passing(() => {});
  servers[0]?.close();
  expect(await post(port, 1)).toBe(503);
});
