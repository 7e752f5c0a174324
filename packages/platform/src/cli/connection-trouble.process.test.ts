import { mkdirSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { issueAuthority, issueServer } from "#lib/tls/issue.ts";
import { TinyHome } from "./testing/tiny-home.ts";

let home: TinyHome;
let servers: Server[];
beforeEach(async () => {
  home = await new TinyHome().start();
  servers = [];
});
afterEach(async () => {
  await home.stop();
  for (const server of servers) server.close();
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** What `slipway get pods` says of a server at that address, in one line. */
async function got(
  server: string,
  caPem = "",
): Promise<{ readonly exitCode: number; readonly said: string }> {
  Object.assign(home.connection.kubernetes, { server, caPem });
  const { exitCode, stderr } = await home.cli("get", "pods");
  return { exitCode, said: stderr.replaceAll(/\s+/g, " ") };
}

describe("An upload", () => {
  /** Trains with 16 MiB of data, whose upload ends as `write` does it once its head is there. */
  async function uploaded(write: (request: IncomingMessage, response: ServerResponse) => void) {
    const server = createHttp((request, response) => {
      if (request.method === "PUT" && request.url?.includes("/data/")) return write(request, response);
      request.resume();
      return response
        .writeHead(request.method === "HEAD" && request.url?.includes("/data/") ? 404 : 200)
        .end();
    });
    Object.assign(home.connection.aws, { endpoint: `http://127.0.0.1:${await portOf(server)}` });
    mkdirSync(join(home.folder, "p"));
    writeFileSync(join(home.folder, "p", "train.py"), "print()\n");
    writeFileSync(join(home.folder, "rows.bin"), Buffer.alloc(16 * 2 ** 20, "a"));
    const { exitCode, stderr } = await home.cli("train", "p", "--input", "train=rows.bin");
    server.closeAllConnections();
    expect(home.kubernetes.written).toEqual([]);
    return { exitCode, said: stderr.replaceAll(/\s+/g, " ") };
  }

  test("whose server is started anew says that the connection broke off", async () => {
    const { exitCode, said } = await uploaded((request) => {
      request.once("data", () => request.socket.resetAndDestroy());
    });
    expect(exitCode).toBe(6);
    expect(said).toMatch(
      /SLIP-CLIENT-010 the connection broke off What http:\/\/127\.0\.0\.1:\d+: the connection/,
    );
    expect(said).toContain("then try again");
    expect(said).not.toContain("does not answer");
  });

  test.each([
    [507, "", "the server has no room left on its disk (HTTP status 507)"],
    [
      507,
      "<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold.</Message></Error>",
      "XMinioStorageFull: Storage backend has reached its minimum free drive threshold.",
    ],
    [
      503,
      "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>",
      "SlowDown: Please",
    ],
    [413, "", "the body is larger than the server takes (HTTP status 413)"],
    [
      413,
      "<html><head><title>413 Request Entity Too Large</title></head></html>",
      'a web page came back instead of an API\'s answer (HTTP status 413, "413 Request Entity Too Large")',
    ],
  ])("that is answered by %d before it is over says what was answered: %s", async (http, body, expected) => {
    const { exitCode, said } = await uploaded((_request, response) => {
      response.writeHead(http, { connection: "close" });
      response.end(body, () => response.socket?.destroy());
    });
    expect(exitCode).not.toBe(0);
    expect(said).toContain(expected);
  });
});

test("A server with another home's certificate is not trusted", async () => {
  const [mine, others] = [await issueAuthority(new Date()), await issueAuthority(new Date())];
  const { cert, key } = await issueServer(others, ["127.0.0.1"], new Date());
  const port = await portOf(createHttps({ cert, key }, (_request, response) => response.end()));
  const { exitCode, said } = await got(`https://127.0.0.1:${port}`, mine.cert);
  expect(exitCode).toBe(6);
  expect(said).toContain("SLIP-CLIENT-002");
});

test("What speaks another protocol at that address is told in one sentence", async () => {
  const plain = await portOf(createHttp((_request, response) => response.end()));
  const other = await portOf(
    createTcp((socket) => void socket.on("error", () => {}).end("SSH-2.0-OpenSSH_9.2\r\n")),
  );
  const { said } = await got(`https://127.0.0.1:${plain}`);
  expect(said).toMatch(/SLIP-CLIENT-003.*what listens there speaks no TLS/);
  expect(said).not.toContain("openssl");
  expect((await got(`http://127.0.0.1:${other}`)).said).toMatch(
    /SLIP-CLIENT-003.*what listens there speaks no HTTP/,
  );
});

test.each([
  [200, "<!DOCTYPE html><title>Log in</title>", '(HTTP status 200, "Log in")'],
  [502, "<html><title>502 Bad Gateway</title></html>", '(HTTP status 502, "502 Bad Gateway")'],
  [302, "", "it answered with a redirect"],
])("A proxy's answer %d is told as that", async (http, page, expected) => {
  const server = createHttp((_request, response) =>
    response.writeHead(http, { location: "/login" }).end(page),
  );
  const { said } = await got(`http://127.0.0.1:${await portOf(server)}`);
  server.closeAllConnections();
  expect(said).toMatch(/SLIP-CLIENT-003/);
  expect(said).toContain(expected);
  expect(said).not.toMatch(/<html|DOCTYPE/);
});
