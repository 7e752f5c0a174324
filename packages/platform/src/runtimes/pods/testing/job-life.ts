import { Readable } from "node:stream";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { ArtifactInfo, Artifacts } from "#artifacts/artifacts.ts";
import { ANNOTATION, LABEL } from "../layout.ts";
import { container } from "./machinery.ts";

const at = "2026-01-01T00:00:10Z";
const running = { state: { running: { startedAt: at } } };
const ended = { state: { terminated: { exitCode: 0, startedAt: at, finishedAt: at } } };

/** What a kubelet writes of a job's pod until it is over, one write each; the first two leave it running. */
export const JOB_LIFE: readonly Partial<NonNullable<Pod["status"]>>[] = [
  { phase: "Pending", initContainerStatuses: all({ fetch: running, store: running }) },
  {
    phase: "Running",
    initContainerStatuses: all({ fetch: ended }),
    containerStatuses: all({ algorithm: running }),
  },
  { phase: "Running", containerStatuses: all({ algorithm: ended }) },
  { phase: "Succeeded", initContainerStatuses: all({ store: ended }) },
];

function all(states: Readonly<Record<string, Partial<ContainerStatus>>>): ContainerStatus[] {
  return Object.entries(states).map(([name, state]) => container(name, state));
}

/** Artifacts in which every run that was noted has left its manifest where it was to. */
export class LeftManifests {
  /** The run by its manifest's place. */
  readonly #runs = new Map<string, string>();
  readonly artifacts = {
    bucketExists: async () => true,
    head: async (bucket: string, key: string) => ({ bucket, key, size: 100 }) as ArtifactInfo,
    get: async (bucket: string, key: string) => {
      const run = this.#runs.get(`s3://${bucket}/${key}`);
      return { body: Readable.from([JSON.stringify({ version: 2, run, stored: {}, facts: {} })]) };
    },
  } as unknown as Artifacts;

  note({ metadata: { labels, annotations } }: Pod): void {
    this.#runs.set(annotations?.[ANNOTATION.manifestUri] ?? "", labels?.[LABEL.run] ?? "");
  }
}
