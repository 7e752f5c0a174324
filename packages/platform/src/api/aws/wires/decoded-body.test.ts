import type { IncomingMessage } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodedBody } from "./decoded-body.ts";

const by = (coding?: string) =>
  ({ headers: coding === undefined ? {} : { "content-encoding": coding } }) as unknown as IncomingMessage;
const BODY = Buffer.from("Action=PutMetricData");

test.each([undefined, "", "identity", "gzip", "GZIP", "identity, gzip"])(
  "A body of the encoding %s is what it was before",
  (coding) => {
    const sent = /gzip/i.test(coding ?? "") ? gzipSync(BODY) : BODY;
    expect(decodedBody(by(coding), sent, 100)).toEqual(BODY);
  },
);

test.each([
  ["br", BODY, "SLIP-API-008"],
  ["gzip, gzip", gzipSync(gzipSync(BODY)), "SLIP-API-008"],
  ["gzip", BODY, "SLIP-API-008"],
  ["gzip", gzipSync(BODY).subarray(0, 25), "SLIP-API-008"],
  ["gzip", gzipSync(Buffer.alloc(10_000_000)), "SLIP-API-012"],
])("What %s does not decode to a body of the length is refused", (coding, sent, code) => {
  expect(() => decodedBody(by(coding), sent, 1_000_000)).toThrow(expect.objectContaining({ code }));
});
