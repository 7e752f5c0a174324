import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { awsServer } from "./aws-server.ts";

let server: Server;
beforeEach(async () => {
  server = awsServer((request, response) => {
    if (request.url === "/refused") return void response.writeHead(403, { connection: "close" }).end();
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
    });
    request.on("end", () => response.end(String(size)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** The status lines that a client gets which waits to be told to send its body, and sends it then. */
async function statuses(path: string): Promise<readonly string[]> {
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: "127.0.0.1" });
  client.write(
    `PUT ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n`,
  );
  let text = "";
  client.on("data", (data: Buffer) => {
    text += data;
    if (text.endsWith("100 Continue\r\n\r\n")) client.write("12345");
  });
  await once(client, "close");
  return [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status = ""]) => status);
}

/** RFC 9110 §10.1.1: an origin server that answers with a final status need not ask for the body first. */
test("A client that waits before it sends its body is asked for it once it is read, and not when it is refused", async () => {
  expect(await statuses("/taken")).toEqual(["100", "200"]);
  expect(await statuses("/refused")).toEqual(["403"]);
});
