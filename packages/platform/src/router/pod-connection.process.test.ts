import { createServer } from "node:net";
import { expect, test } from "vitest";
import { PodConnection } from "./pod-connection.ts";
import { listening } from "./testing/containers.ts";

const LIMITS = { connectTimeoutMs: 1_000, responseTimeoutMs: 60_000, answerTimeoutMs: 480_000 };

/** How an answer breaks off that stands still for as long as it may, half of it told. */
async function breaksOff(taken: boolean): Promise<{ readonly bySlowClient: boolean }> {
  const port = await listening(
    createServer((socket) => {
      socket.on("error", () => {}).resume();
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
    }),
  );
  return new Promise((resolve) => {
    const pool = { isIdle: () => {}, isClosed: () => {} };
    const connection = new PodConnection({ host: "127.0.0.1", port, family: 4 }, LIMITS, pool);
    const answer = {
      head: () => {},
      data: () => {},
      flush: () => {
        setImmediate(() => connection.check(performance.now() + 61_000));
        return taken;
      },
      end: () => {},
      failed: () => {},
      brokenOff: (bySlowClient: boolean) => resolve({ bySlowClient }),
    };
    connection.send({ method: "GET", path: "/ping", fields: "", body: null, length: undefined }, answer);
  });
}

test("an answer that nobody takes breaks off by its client, one that does not go on by its pod", async () => {
  expect(await breaksOff(false)).toEqual({ bySlowClient: true });
  expect(await breaksOff(true)).toEqual({ bySlowClient: false });
});
