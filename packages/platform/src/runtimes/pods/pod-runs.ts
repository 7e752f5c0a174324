import { isAlreadyExists, isConflict, isNotFound, type Key, splitKey } from "@slipway/model";
import { type Pod, podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { readManifest } from "#artifacts/manifest.ts";
import type { Ledger, StoredLogLine } from "#ledger/ledger.ts";
import type { Store } from "#store/store.ts";
import type { RunId, RunResults, RunSpec, RunState, Runs } from "../runs.ts";
import type { OwnerKind, Wake } from "../wake.ts";
import { ANNOTATION, wakeOwner } from "./layout.ts";
import { runState } from "./run-state.ts";
import { planName, planSecret, podName, trainingPod } from "./training-pod.ts";

/** Runs as pods of any Kubernetes: the cluster's own, or the very small embedded one. */
export function createPodRuns(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly artifacts: Artifacts;
}): Runs {
  return new PodRuns(parts);
}

const OVER: ReadonlySet<RunState["phase"]> = new Set(["succeeded", "stopped", "failed"]);

class PodRuns implements Runs {
  readonly can = { gpu: false, multiInstance: false, spot: false } as const;
  readonly #store: Store;
  readonly #ledger: Ledger;
  readonly #artifacts: Artifacts;

  constructor(parts: { readonly store: Store; readonly ledger: Ledger; readonly artifacts: Artifacts }) {
    this.#store = parts.store;
    this.#ledger = parts.ledger;
    this.#artifacts = parts.artifacts;
  }

  wakes(owner: OwnerKind): readonly Wake[] {
    return [wakeOwner(podKind, owner)];
  }

  async start(run: RunSpec): Promise<RunId> {
    await unlessThere(() => this.#store.create(secretKind, planSecret(run)));
    await unlessThere(() => this.#store.create(podKind, trainingPod(run)));
    return `${run.namespace}/${run.name}`;
  }

  async observe(id: RunId): Promise<RunState> {
    const pod = await this.#pod(id);
    if (pod === undefined) return { phase: "gone", message: "The run left no trace", pods: [], entered: {} };
    const state = runState(pod);
    if (!OVER.has(state.phase)) return state;
    const results = await this.#results(pod, splitKey(id).name);
    if (results !== undefined) return { ...state, results };
    return state.phase === "succeeded" ? withoutResults(state) : state;
  }

  async logs(
    id: RunId,
    options: { readonly from: number; readonly limit: number },
  ): Promise<readonly StoredLogLine[]> {
    const pod = await this.#pod(id);
    if (pod === undefined) return [];
    const { namespace = "", name, uid = "" } = pod.metadata;
    return (await this.#ledger.readLog({ namespace, pod: name, uid, container: "algorithm" }, options)).lines;
  }

  /** A pod that is asked to be over at once gets its SIGTERM, its grace and its upload, and stays readable. */
  async stop(id: RunId): Promise<void> {
    for (;;) {
      const pod = await this.#pod(id);
      if (pod === undefined || isOver(pod) || pod.spec.activeDeadlineSeconds === 1) return;
      // Deadlines are kept by the node, and this pod has none yet.
      if ((pod.spec.nodeName ?? "") === "") return this.#removePod(id, pod.metadata.uid);
      try {
        await this.#store.replace(
          podKind,
          { ...pod, spec: { ...pod.spec, activeDeadlineSeconds: 1 } },
          "object",
        );
        return;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
  }

  async remove(id: RunId): Promise<void> {
    const { namespace, name } = splitKey(id);
    await this.#removePod(id);
    await unlessGone(() => this.#store.remove(secretKind, `${namespace}/${planName(name)}`));
  }

  #removePod(id: RunId, uid?: string): Promise<void> {
    return unlessGone(() => this.#store.remove(podKind, podKey(id), uid === undefined ? {} : { uid }));
  }

  #pod(id: RunId): Promise<Pod | undefined> {
    return this.#store.get(podKind, podKey(id));
  }

  async #results(pod: Pod, run: string): Promise<RunResults | undefined> {
    const uri = pod.metadata.annotations?.[ANNOTATION.manifestUri];
    const manifest = uri === undefined ? undefined : await readManifest(this.#artifacts, uri, run);
    if (manifest === undefined) return undefined;
    return {
      facts: manifest.facts,
      ...(manifest.modelUri === undefined ? {} : { modelUri: manifest.modelUri }),
    };
  }
}

function podKey(id: RunId): Key {
  const { namespace, name } = splitKey(id);
  return `${namespace}/${podName(name)}`;
}

function isOver(pod: Pod): boolean {
  return (
    pod.status?.phase === "Succeeded" ||
    pod.status?.phase === "Failed" ||
    pod.metadata.deletionTimestamp !== undefined
  );
}

/** A sidecar's exit code fails no pod, so a run is over only when the store of artifacts holds its manifest. */
function withoutResults(state: RunState): RunState {
  const message =
    "The program ended well, but its results did not reach the artifact store; the log of container `store` says why";
  return { ...state, phase: "failed", message, failure: { class: "output", message } };
}

export async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

export async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
