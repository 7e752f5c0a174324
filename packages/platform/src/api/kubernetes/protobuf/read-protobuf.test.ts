import { readFileSync } from "node:fs";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { decodeMessage } from "./decode-message.ts";
import { hasProtobuf, readProtobuf } from "./read-protobuf.ts";

const { bodies } = JSON.parse(
  readFileSync(new URL("testdata/kubectl-bodies.json", import.meta.url), "utf8"),
) as {
  readonly bodies: readonly { readonly command: string; readonly body: string; readonly object: object }[];
};

test.each(bodies)("$command is read as the object that kubectl means", ({ body, object }) => {
  expect(readProtobuf(Buffer.from(body, "base64"))).toEqual(withoutEmpty(object));
});

test("every body that is cut short is an error or a part, never a hang or a crash", () => {
  for (const { body } of bodies) {
    const whole = Buffer.from(body, "base64");
    for (let length = 0; length < whole.length; length++) {
      try {
        readProtobuf(whole.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  }
});

test("a body that is something else, or of a kind that is not known, says so", () => {
  expect(() => readProtobuf(Buffer.from('{"kind":"Secret"}'))).toThrow("does not begin");
  expect(() => readProtobuf(enveloped("batch/v1", "Job"))).toThrow('no kind "Job" of "batch/v1"');
  expect(() => readProtobuf(enveloped("v1", "__proto__"))).toThrow("no kind");
  expect(hasProtobuf("ml.example.com", "v1", "TrainingJob")).toBe(false);
});

test("options of a delete are read for every group", () => {
  const options = new BinaryWriter().tag(1, 0).int64(0).tag(4, 2).string("Background").finish();
  expect(readProtobuf(enveloped("apps/v1", "DeleteOptions", options))).toMatchObject({
    gracePeriodSeconds: 0,
    propagationPolicy: "Background",
  });
});

test("times, numbers-or-strings, quantities and inlined fields become what JSON has for them", () => {
  const time = new BinaryWriter().tag(1, 0).int64(1_767_225_600).tag(2, 0).int32(123_456_000).finish();
  const lease = new BinaryWriter().tag(3, 2).bytes(time).tag(5, 0).int32(0).finish();
  expect(decodeMessage(lease, "coordination.v1.LeaseSpec")).toEqual({
    acquireTime: "2026-01-01T00:00:00.123456Z",
    leaseTransitions: 0,
  });
  const port = new BinaryWriter().tag(1, 0).int32(0).tag(2, 0).int32(8080).tag(3, 2).string("").finish();
  const action = new BinaryWriter().tag(1, 2).string("/ping").tag(2, 2).bytes(port).finish();
  const handler = new BinaryWriter().tag(2, 2).bytes(action).finish();
  const probe = new BinaryWriter().tag(1, 2).bytes(handler).tag(4, 0).int32(5).finish();
  expect(decodeMessage(probe, "core.v1.Probe")).toEqual({
    httpGet: { path: "/ping", port: 8080 },
    periodSeconds: 5,
  });
  const quantity = new BinaryWriter().tag(1, 2).string("500m").finish();
  const entry = new BinaryWriter().tag(1, 2).string("cpu").tag(2, 2).bytes(quantity).finish();
  const resources = new BinaryWriter().tag(1, 2).bytes(entry).finish();
  expect(decodeMessage(resources, "core.v1.ResourceRequirements")).toEqual({ limits: { cpu: "500m" } });
});

test("a map's key of any name is a key, and nothing else", () => {
  const entry = new BinaryWriter().tag(1, 2).string("__proto__").tag(2, 2).string("x").finish();
  const { data } = decodeMessage(new BinaryWriter().tag(2, 2).bytes(entry).finish(), "core.v1.ConfigMap");
  expect(Object.keys(data as object)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
});

function enveloped(apiVersion: string, kind: string, raw = new Uint8Array()): Buffer {
  const type = new BinaryWriter().tag(1, 2).string(apiVersion).tag(2, 2).string(kind).finish();
  const message = new BinaryWriter().tag(1, 2).bytes(type).tag(2, 2).bytes(raw).finish();
  return Buffer.concat([Buffer.from("k8s\0"), message]);
}

/** Go writes no difference between an empty object and none. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, withoutEmpty(each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => !isEmptyObject(each)));
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}
