import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { fromUtf8, toUtf8 } from "@smithy/core/serde";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PayloadParts, payloadPart } from "./payload-parts.ts";

/** A client that reads when it is told to. */
class Response extends EventEmitter {
  readonly messages: Record<string, unknown>[] = [];
  destroyed = false;
  ended = false;
  reads = true;

  write(frame: Uint8Array): boolean {
    const { headers, body } = new EventStreamCodec(toUtf8, fromUtf8).decode(frame);
    const told = Object.entries(headers).map(([name, { value }]) => [name, value]);
    this.messages.push({ ...Object.fromEntries(told), body: toUtf8(body) });
    return this.reads;
  }

  end(frame?: Uint8Array): void {
    if (frame !== undefined) this.write(frame);
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

let response: Response;
let parts: PayloadParts;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  response = new Response();
  parts = new PayloadParts(response as unknown as ServerResponse);
});
afterEach(() => void vi.useRealTimers());

/** https://smithy.io/2.0/aws/amazon-eventstream.html */
test("a message has its length, its headers' length and both checksums before and behind it", () => {
  const frame = Buffer.from(payloadPart(Buffer.from("abc")));
  expect(frame.readUInt32BE(0)).toBe(frame.length);
  const headers = frame.readUInt32BE(4);
  expect(frame.subarray(12 + headers, -4).toString()).toBe("abc");
  expect(frame.readUInt32BE(8)).toBe(crc32(frame.subarray(0, 8)));
  expect(frame.readUInt32BE(frame.length - 4)).toBe(crc32(frame.subarray(0, -4)));
});

const ended = (stream: PayloadParts) => new Promise((resolve) => stream.once("close", resolve));

test("each write is a part, and the end is no message", async () => {
  parts.write("a");
  parts.write("b");
  parts.end();
  await ended(parts);
  const part = { ":message-type": "event", ":event-type": "PayloadPart" };
  expect(response.messages).toEqual([
    { ...part, ":content-type": "application/octet-stream", body: "a" },
    { ...part, ":content-type": "application/octet-stream", body: "b" },
  ]);
  expect(response.ended).toBe(true);
});

test("waits for a client that does not read", () => {
  response.reads = false;
  parts.write("a");
  parts.write("b");
  expect(response.messages).toHaveLength(1);
  response.emit("drain");
  expect(response.messages).toHaveLength(2);
});

test.each([
  [0, 100, "StreamBroken"],
  [60_000, 0, "ModelInvocationTimeExceeded"],
  [30_000, 16, "ModelInvocationTimeExceeded"],
])("broken off %i ms after a part, of %i, says %s", async (silentMs, count, code) => {
  for (let i = 0; i < count; i++) {
    vi.advanceTimersByTime(silentMs);
    parts.write("a");
  }
  vi.advanceTimersByTime(silentMs);
  parts.destroy();
  await ended(parts);
  const last = response.messages.at(-1);
  expect(last).toMatchObject({
    ":message-type": "exception",
    ":exception-type": "ModelStreamError",
    ":content-type": "application/json",
  });
  expect(JSON.parse(String(last?.["body"]))).toMatchObject({ ErrorCode: code, Message: expect.any(String) });
  expect(response.ended).toBe(true);
});

test("a client that does not even read why its answer has no end is cut off", async () => {
  parts.destroy();
  await ended(parts);
  expect(response.destroyed).toBe(false);
  vi.advanceTimersByTime(10_000);
  expect(response.destroyed).toBe(true);
});

test("nobody is told anything who has gone away", async () => {
  response.destroy();
  parts.destroy();
  await ended(parts);
  expect(response.messages).toEqual([]);
});
