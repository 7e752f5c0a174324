import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Trash } from "../runner/trash.ts";
import type { IdRange } from "../sandbox/users.ts";
import type { DeviceName } from "./device-book.ts";
import type { PodNetwork } from "./network-book.ts";

/** What an earlier agent wrote down of a pod before it started anything. */
export interface PodRecord {
  readonly pod: Pod;
  /** The first of them, which is all that earlier agents gave. */
  readonly port?: number;
  readonly ports?: readonly number[];
  /** Absent for a pod whose files belong to the home's user. */
  readonly ids?: IdRange;
  /** The GPUs that are the pod's own. */
  readonly devices?: readonly DeviceName[];
  /** Absent for a pod that nobody calls by name. */
  readonly network?: PodNetwork;
}

export const portsOf = ({ ports, port }: PodRecord): readonly number[] =>
  ports ?? (port === undefined ? [] : [port]);

/** The pods that have a folder here, by uid. A folder without a record is of a pod that never began, and goes. */
export async function readPodRecords(podsDir: string, trash: Trash): Promise<ReadonlyMap<string, PodRecord>> {
  const records = new Map<string, PodRecord>();
  for (const uid of await readdir(podsDir)) {
    const record = await readRecord(join(podsDir, uid, "pod.json"));
    if (record?.pod?.metadata?.uid === uid) records.set(uid, record);
    else if (!(await hasVolumes(join(podsDir, uid)))) await trash.take(join(podsDir, uid));
    else records.set(uid, { pod: remains(uid) });
  }
  return records;
}

async function readRecord(path: string): Promise<PodRecord | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as PodRecord;
  } catch {
    return undefined;
  }
}

/** What a failed pod left is kept until the pod is deleted. */
async function hasVolumes(folder: string): Promise<boolean> {
  const names: readonly string[] = await readdir(folder).catch(() => []);
  return names.includes("volumes");
}

function remains(uid: string): Pod {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: uid, uid }, spec: { containers: [] } };
}
