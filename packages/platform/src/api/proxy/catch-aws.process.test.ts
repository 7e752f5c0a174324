import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request as ask, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { freePort } from "#lib/testing/free-port.ts";
import { loadOrCreateCertificates } from "#lib/tls/certificates.ts";
import { HostCertificates } from "#lib/tls/host-certificates.ts";
import { awsServer } from "../../main/common/aws-server.ts";
import type { AccessKey } from "../access-keys.ts";
import { catchAws } from "./catch-aws.ts";
import { proxyPassword } from "./proxy-password.ts";

const KEY = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "the-secret" } as AccessKey;
const PROVEN = `Basic ${btoa(`slipway-${KEY.accessKeyId}:${proxyPassword(KEY.secretAccessKey)}`)}`;

let folder: string;
let caPem: string;
let server: Server;
let proxy: { close(): void };
let port: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-proxy-"));
  ({ caPem } = await loadOrCreateCertificates(folder, { hosts: ["127.0.0.1"], now: new Date() }));
  server = awsServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
  proxy = catchAws(server, {
    accessKeys: { find: (id) => (id === KEY.accessKeyId ? KEY : undefined) },
    certificates: new HostCertificates(folder, systemClock),
    log: silentLog,
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  const closed = once(server, "close");
  server.close();
  proxy.close();
  server.closeAllConnections();
  await closed;
  rmSync(folder, { recursive: true });
});

interface Tunnel {
  readonly status: number;
  readonly socket: Socket;
  readonly response: IncomingMessage;
  /** What came with the answer's head. */
  readonly first: string;
}

async function tunnel(to: string, authorization: string | undefined = PROVEN): Promise<Tunnel> {
  const headers = authorization === "" ? {} : { "proxy-authorization": authorization };
  const request = ask({ host: "127.0.0.1", port, method: "CONNECT", path: to, headers }).end();
  const [response, socket, head] = (await once(request, "connect")) as [IncomingMessage, Socket, Buffer];
  return { status: response.statusCode ?? 0, socket, response, first: head.toString() };
}

/** TLS inside of a tunnel, trusting the home's authority alone. */
async function secured(host: string): Promise<TLSSocket> {
  const { socket, status } = await tunnel(`${host}:443`);
  expect(status).toBe(200);
  const inside = connectTls({ socket, servername: host, ca: caPem });
  await once(inside, "secureConnect");
  return inside;
}

test("Any host of AWS's is answered here, over a certificate of the home's authority for that host", async () => {
  for (const host of [
    "sts.eu-west-1.amazonaws.com",
    "a.b.s3.cn-north-1.amazonaws.com.cn",
    "ec2.us-east-1.api.aws",
  ]) {
    const inside = await secured(host);
    inside.end(`GET /path?x=1 HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(await text(inside)).toContain(`\r\n\r\n${host} /path?x=1`);
  }
});

test("Two requests of one tunnel are answered, and many tunnels to one host at once", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const inside = await secured("s3.amazonaws.com");
      inside.write("GET /one HTTP/1.1\r\nhost: s3.amazonaws.com\r\n\r\n");
      inside.write("GET /two HTTP/1.1\r\nhost: s3.amazonaws.com\r\nconnection: close\r\n\r\n");
      return text(inside);
    }),
  );
  for (const answer of answers) expect(answer).toMatch(/amazonaws\.com \/one[\s\S]*amazonaws\.com \/two$/);
});

test("Any other host is led to, byte for byte, and an end on either side is an end on the other", async () => {
  const far = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
  await once(far, "listening");
  const { socket, status } = await tunnel(`localhost:${(far.address() as AddressInfo).port}`);
  expect(status).toBe(200);
  const sent = Buffer.alloc(3_000_000, "\x00\xff no TLS at all \r\n", "latin1");
  socket.end(sent);
  const back: Buffer[] = [];
  for await (const chunk of socket) back.push(chunk as Buffer);
  expect(Buffer.concat(back).equals(sent)).toBe(true);
  far.close();
});

const WRONG = btoa(`slipway-${KEY.accessKeyId}:${KEY.secretAccessKey}`);
test.each([
  ["no password", ""],
  ["the key's own secret", `Basic ${WRONG}`],
  ["the password of another key", `Basic ${btoa(`slipway-AKIAOTHER:${proxyPassword(KEY.secretAccessKey)}`)}`],
  ["another scheme", `Bearer ${proxyPassword(KEY.secretAccessKey)}`],
  ["what is no base64", "Basic ####"],
])("With %s nothing is dialled, be it AWS's or another's", async (_, authorization) => {
  let dialled = 0;
  const far = createServer((socket) => {
    dialled += 1;
    socket.end();
  }).listen(0, "127.0.0.1");
  await once(far, "listening");
  for (const to of ["sts.amazonaws.com:443", `127.0.0.1:${(far.address() as AddressInfo).port}`]) {
    const { status, response, first } = await tunnel(to, authorization);
    expect(status).toBe(407);
    expect(response.headers["proxy-authenticate"]).toBe('Basic realm="slipway"');
    expect(first).toContain("slipway env --catch-aws");
  }
  expect(dialled).toBe(0);
  far.close();
});

test("A host that cannot be reached is said in the answer", async () => {
  const { status, first } = await tunnel(`127.0.0.1:${await freePort()}`);
  expect(status).toBe(502);
  expect(first).toContain("ECONNREFUSED");
});

test.each(["sts.amazonaws.com", "sts.amazonaws.com:0", "a b:443", "x:70000", "[::1"])(
  "%j is no host with a port",
  async (to) => {
    const { status } = await tunnel(encodeURI(to));
    expect(status).toBe(400);
  },
);

test("What closes the server closes tunnels, too", async () => {
  const far = createServer(() => {}).listen(0, "127.0.0.1");
  await once(far, "listening");
  const { socket } = await tunnel(`127.0.0.1:${(far.address() as AddressInfo).port}`);
  const inside = await secured("sts.amazonaws.com");
  socket.on("error", () => {});
  inside.on("error", () => {});
  const gone = Promise.all([once(socket, "close"), once(inside, "close")]);
  proxy.close();
  await gone;
  far.close();
});
