/**
 * A home's databases and artifacts, written to without end: `power-cut-writer.ts FOLDER`. Says by a line what was acknowledged,
 * so that whoever cuts the power knows what must be there afterwards.
 */
import { writeSync } from "node:fs";
import { secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import { Closers } from "../../packages/platform/src/main/common/closers.ts";
import { openCore } from "../../packages/platform/src/main/serve/core.ts";
import { openState } from "../../packages/platform/src/main/state/open-state.ts";
import { BUCKET, STREAM } from "./power-cut-names.ts";

const state = openState(process.argv[2] ?? "");
const { store, artifacts, ledger } = await openCore(state, { log: silentLog, closers: new Closers() });
if (!(await artifacts.bucketExists(BUCKET))) await artifacts.createBucket(BUCKET);
const run = String(process.pid);
const say = (line: string): number => writeSync(1, `${line}\n`);

async function objects(): Promise<void> {
  for (let n = 0; ; n++) {
    const name = `object-${run}-${n}`;
    await store.create(secretKind, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { namespace: "default", name },
      data: { padding: Buffer.alloc(n % 3_000).toString("base64") },
    });
    say(`object ${name}`);
  }
}

async function bodies(): Promise<void> {
  for (let n = 0; ; n++) {
    const key = `body-${run}-${n}`;
    await artifacts.put(BUCKET, key, Buffer.from(key.repeat(1 + (n % 2_000))));
    say(`body ${key}`);
  }
}

async function lines(): Promise<void> {
  for (let at = await ledger.logLength(STREAM); ; at++) {
    await ledger.appendLog(STREAM, at, [{ at: new Date(), text: `line ${at}` }]);
    say(`lines ${at + 1}`);
  }
}

await Promise.all([objects(), bodies(), bodies(), lines()]);
