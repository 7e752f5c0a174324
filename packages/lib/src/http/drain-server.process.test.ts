import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../clock.ts";
import { ManualClock } from "../manual-clock.ts";
import { drainServer } from "./drain-server.ts";

const TIMES = { acceptingMs: 5_000, graceMs: 60_000 };

async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => {
    agent.destroy();
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const ask = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      request({ host: "127.0.0.1", port, agent }, (response) => resolve(response.resume()))
        .on("error", reject)
        .end();
    });
  return { server, ask };
}

test("a server that drains answers new requests for a while, and says that their connections close", async () => {
  const { server, ask } = await serving((_request, response) => response.end("yes"));
  expect((await ask()).headers.connection).toBe("keep-alive");
  const clock = new ManualClock();
  const drained = drainServer(server, TIMES, clock);
  for (let i = 0; i < 2; i++) expect((await ask()).headers.connection).toBe("close");
  clock.advance(TIMES.acceptingMs);
  await drained;
  await expect(ask()).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("what is under way when it stops to accept ends, and is cut after its grace", async () => {
  const waiting: ServerResponse[] = [];
  const { server, ask } = await serving((_request, response) => void waiting.push(response));
  const [first, second] = [ask(), ask()];
  await expect.poll(() => waiting.length).toBe(2);
  const clock = new ManualClock();
  const drained = drainServer(server, TIMES, clock);
  clock.advance(TIMES.acceptingMs);
  await expect.poll(() => server.listening).toBe(false);
  waiting[0]?.end("late");
  expect((await first).statusCode).toBe(200);
  const cut = expect(second).rejects.toMatchObject({ code: "ECONNRESET" });
  clock.advance(TIMES.graceMs);
  await Promise.all([drained, cut]);
});

test("a connection that idles has the time that its client was promised, and no more", async () => {
  const { server, ask } = await serving((_request, response) => response.end());
  server.keepAliveTimeout = 3_000;
  expect((await ask()).headers["keep-alive"]).toBe("timeout=3");
  const clock = new ManualClock();
  let isOver = false;
  const drained = drainServer(server, TIMES, clock).then(() => {
    isOver = true;
  });
  clock.advance(TIMES.acceptingMs);
  await expect.poll(() => server.listening).toBe(false);
  await pause(500);
  expect(isOver).toBe(false);
  // On the connection that it kept: another one would be refused.
  expect((await ask()).headers.connection).toBe("close");
  await drained;
});

test("without a request under way it has ended once those that idle have had their time", async () => {
  const { server, ask } = await serving((_request, response) => response.end());
  server.keepAliveTimeout = 200;
  await ask();
  const from = performance.now();
  await drainServer(server, { acceptingMs: 50, graceMs: 60_000 }, systemClock);
  expect(performance.now() - from).toBeLessThan(10_000);
});
