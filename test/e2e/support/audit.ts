import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Kind } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import { Closers } from "../../../packages/platform/src/main/common/closers.ts";
import { type Core, openCore } from "../../../packages/platform/src/main/serve/core.ts";
import { fileLog } from "../../../packages/platform/src/main/serve/file-log.ts";
import { openState } from "../../../packages/platform/src/main/state/open-state.ts";
import { Presence } from "../../../packages/platform/src/main/state/presence.ts";
import { isSystemError, unusable } from "../../../packages/platform/src/main/state/unusable.ts";

/** Everything that was ever acknowledged, as somebody finds it who reads all of it. */
export interface Audit {
  readonly objects: readonly string[];
  readonly artifacts: Readonly<Record<string, string>>;
  readonly log: string;
  readonly token: string;
  readonly ports: object | undefined;
  readonly authority: string;
}

const KINDS: readonly Kind[] = [trainingJobKind, modelKind, endpointKind, secretKind, podKind];

/** Opens a state folder as a start does, without starting anything, and reads all of it. */
export async function audit(root: string): Promise<Audit> {
  const closers = new Closers();
  try {
    const state = openState(root);
    closers.add(() => state.release());
    const presence = await Presence.ofThisProcess();
    presence.begin(state.layout.running);
    closers.add(() => presence.end());
    const log = fileLog(state.layout.log);
    closers.add(() => log.close());
    return await read(await openCore(state, { log: silentLog, closers }));
  } catch (error) {
    throw isSystemError(error) ? unusable(root, error) : error;
  } finally {
    await closers.closeAll();
  }
}

async function read(core: Core): Promise<Audit> {
  const { store, state, certificates } = core;
  const lists = await Promise.all(KINDS.map((kind) => store.list(kind)));
  const objects = lists.flatMap(({ items }) => items.map((item) => JSON.stringify(item)));
  return {
    objects,
    artifacts: await artifactsOf(core),
    log: await logOf(core),
    token: state.credentials.token,
    ports: state.state.ports,
    authority: certificates.caPem,
  };
}

async function artifactsOf({ artifacts }: Core): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name } of await artifacts.buckets()) {
    for (const { key } of (await artifacts.list(name, { limit: 1000 })).items) {
      const { body } = await artifacts.get(name, key);
      found[`${name}/${key}`] = await digestOf(body);
    }
  }
  return found;
}

async function digestOf(body: Readable): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of body) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

async function logOf({ store, ledger }: Core): Promise<string> {
  const { items } = await store.list(podKind);
  const logs: string[] = [];
  for (const { metadata } of items) {
    const streams = await ledger.findLogs({ namespace: metadata.namespace ?? "", pod: metadata.name });
    for (const stream of streams) {
      const { lines } = await ledger.readLog(stream, { from: 0, limit: 10_000 });
      logs.push(...lines.map(({ text }) => text));
    }
  }
  return logs.join("\n");
}
