import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ManualClock } from "../manual-clock.ts";
import { until } from "../testing/until.ts";
import { OpenStreams } from "./open-streams.ts";
import { TextStream } from "./text-stream.ts";

const STALL_MS = 30_000;
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("a reader gets what is written, and the end", async () => {
  const { stream, reader } = await connect();
  await stream.write("one\n");
  await stream.write("two\n");
  await stream.end();
  expect(await textOf(reader)).toBe("one\ntwo\n");
});

test("a reader that takes nothing holds the writer back, and is dropped when it stalls too long", async () => {
  const { stream, reader, clock } = await connect();
  reader.pause();
  let written = 0;
  const writing = (async () => {
    for (; !stream.signal.aborted && written < 1000; written++) await stream.write("x".repeat(1_000_000));
  })();
  await until(() => written > 0 && stillSince(() => written));
  expect(written).toBeLessThan(100);
  clock.advance(STALL_MS);
  await writing;
  expect(stream.signal.aborted).toBe(true);
});

test("a reader that leaves ends the writing", async () => {
  const { stream, reader } = await connect();
  const over = new Promise<void>((resolve) => stream.onOver(resolve));
  reader.destroy();
  await over;
  await stream.write("to nobody");
});

test("closing stops the open streams, waits for their ends, and lets later ones end at once", async () => {
  const { stream } = await connect();
  const streams = new OpenStreams();
  const running = streams.run(stream, () => new Promise((resolve) => stream.onOver(resolve)));
  expect(streams.size).toBe(1);
  await streams.close();
  await running;
  expect(streams.size).toBe(0);
  const { stream: later } = await connect();
  await streams.run(later, () => new Promise((resolve) => later.onOver(resolve)));
  expect(later.signal.aborted).toBe(true);
});

/** One connection: the writer's side as a stream, the reader's side as a response. */
async function connect(): Promise<{ stream: TextStream; reader: IncomingMessage; clock: ManualClock }> {
  const clock = new ManualClock();
  server?.close();
  server = createServer();
  const accepted = once(server, "request") as Promise<[unknown, ServerResponse]>;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, agent: false }, resolve).on(
      "error",
      reject,
    );
  });
  const [, response] = await accepted;
  const stream = new TextStream(response, {
    contentType: "text/plain",
    clock,
    stallMs: STALL_MS,
  });
  const reader = await answered;
  reader.on("error", () => {});
  return { stream, reader, clock };
}

async function textOf(reader: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of reader) text += String(chunk);
  return text;
}

/** True once the value has stopped changing for a few looks. */
const looks = { value: -1, same: 0 };
function stillSince(read: () => number): boolean {
  const value = read();
  looks.same = value === looks.value ? looks.same + 1 : 0;
  looks.value = value;
  return looks.same > 20;
}
