import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Random } from "../../soak/random.ts";
import { mutateBytes, pick } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";

const PIECES: readonly string[] = [
  "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffff\r\n",
  "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n",
  "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcde",
  "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\nabc",
  "PUT /a/b HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n",
  "GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
  "CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n",
  `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: a\r\n${"a: b\r\n".repeat(3_000)}\r\n`,
  `GET / HTTP/1.1\r\nhost: a\r\nx: ${"a".repeat(20_000)}\r\n\r\n`,
  "GET /api HTTP/1.1\r\nhost: a\r\n\r\n".repeat(200),
  "GET http://b/ HTTP/1.1\r\nhost: a\r\n\r\n",
  "\u0016\u0003\u0001\u0000\u0005hello",
  "",
];
const PATIENCE_MS = 1_500;

/** What no client of HTTP sends, written to a port as it is. What is wrong with what came back; undefined when nothing is. */
export async function rawExchange(random: Random, { ports }: FuzzTarget): Promise<string | undefined> {
  const port = pick(random, Object.values(ports));
  const bytes = Buffer.from(pick(random, PIECES), "latin1");
  const sent = random.chance(0.5) ? mutateBytes(random, bytes) : bytes;
  const socket = await dial(port, port === ports.kubernetes && random.chance(0.8));
  if (socket === undefined) return undefined;
  let text = "";
  socket.on("data", (data: Buffer) => {
    text += data.toString("latin1");
  });
  socket.write(sent);
  if (random.chance(0.3)) socket.end();
  await Promise.race([
    new Promise((resolve) => socket.once("close", resolve)),
    new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
  ]);
  socket.destroy();
  const [, status] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? [];
  return Number(status ?? 0) < 500
    ? undefined
    : `status ${status} to ${JSON.stringify(sent.toString("latin1").slice(0, 200))}`;
}

async function dial(port: number, tls: boolean): Promise<Socket | undefined> {
  const socket = tls
    ? connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false })
    : connect({ port, host: "127.0.0.1" });
  const failed = once(socket, "error").then(() => undefined);
  const ready = once(socket, tls ? "secureConnect" : "connect").then(() => socket);
  socket.on("error", () => {});
  return Promise.race([ready, failed]);
}
