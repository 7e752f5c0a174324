import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataCaptureText } from "@slipway/model/kubernetes/data-capture.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { type Log, silentLog } from "#lib/log.ts";
import { container, echo, routerFor, TOKEN } from "#router/testing/containers.ts";
import { openCapture } from "./open-capture.ts";
import { CaptureShipping } from "./ship-captured.ts";
import { Buckets } from "./testing/buckets.ts";

const CAPTURE = {
  destination: "s3://bucket/captured",
  percent: 100,
  input: true,
  output: true,
  csv: ["text/csv"],
  json: [],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-capture-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A router of an endpoint whose variant A is captured and whose variant B is not. */
async function captured(log: Log = silentLog) {
  const capture = openCapture({ folder, clock: systemClock, log, limits: { freeBytes: 0 } });
  const ports = [await container(echo)];
  const annotations = { "slipway.dev/data-capture": dataCaptureText(CAPTURE) };
  const variants = [
    { name: "A", ports, annotations },
    { name: "B", ports },
  ];
  const router = await routerFor(variants, {}, { taps: [capture.tap] });
  const { url } = await router.listen();
  const invoke = async (body: string, variant = "A") => {
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      "content-type": "text/csv",
      "x-amzn-sagemaker-target-variant": variant,
    };
    const where = `${url}/namespaces/ns/endpoints/E/invocations`;
    return (await fetch(where, { method: "POST", body, headers })).text();
  };
  return { capture, invoke };
}

test("each invocation of a variant that is captured is in its bucket, and none of another", async () => {
  const { capture, invoke } = await captured();
  const bodies = Array.from({ length: 200 }, (_, i) => String(i));
  expect(await Promise.all(bodies.map((body) => invoke(body)))).toEqual(bodies);
  expect(await invoke("other", "B")).toBe("other");
  await capture.close();
  const buckets = new Buckets();
  const shipping = new CaptureShipping({
    folder,
    artifacts: () => buckets,
    clock: systemClock,
    log: silentLog,
  });
  await shipping.close();
  const records = buckets.lines.map((line) => JSON.parse(line).captureData);
  const inOut = records.map(({ endpointInput, endpointOutput }) => [endpointInput.data, endpointOutput.data]);
  const expected = bodies.map((body) => [body, Buffer.from(body).toString("base64")]);
  expect(inOut.toSorted()).toEqual(expected.toSorted());
});

test("invocations are answered where nothing can be written, and the log says how many were left out", async () => {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "no folder");
  const warn = vi.fn();
  const { capture, invoke } = await captured({ ...silentLog, warn });
  for (const body of ["1", "2", "3"]) expect(await invoke(body)).toBe(body);
  await capture.close();
  const told = { namespace: "ns", endpoint: "E", variant: "A", disk: 3, error: expect.any(String) };
  expect(warn.mock.calls).toEqual([[expect.any(String), told]]);
});
