import { childName, controlledBy, keyOf } from "@slipway/model";
import { type Container, type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { type Clock, passed } from "#lib/clock.ts";
import { contentDigest } from "#lib/content-digest.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { findNodePool } from "../../node-pools.ts";
import type { ServingSpec } from "../../serving.ts";
import { cannotStart, containerStatus, isPulling, waitingMessage } from "../container-status.ts";
import { doingNothing, PROGRAM_MOUNT } from "../images.ts";
import { secured } from "../layout.ts";
import { machinesOf } from "../machines.ts";
import type { NodeWays } from "../node-ways.ts";
import { unlessThere } from "../pod-runs.ts";
import { OWN_IMAGES, securityOf } from "../security.ts";
import type { ImageQuestion, ResolveImage } from "./resolve-image.ts";

const LOOK_AGAIN_MS = 500;
/** A large image may take so long; after it the name is run as it is written. */
const PATIENCE_MS = 30 * 60_000;
/** So long a machine of the pool may take to come, or to have room for a pod that needs none. */
const PLACE_PATIENCE_MS = 5 * 60_000;
const NAME = "image";

interface Nodes {
  readonly store: Store;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly ways: NodeWays;
  /** Slipway's own. */
  readonly image: string;
  readonly signal: AbortSignal;
}

/**
 * Asks a node of the cluster by a pod that does nothing on the image: its kubelet pulls that as it will for the endpoint, by the same
 * credentials and mirrors and on the same machines, and says what came. A node that cannot pull it at once is not asked again.
 */
export function askNodes(nodes: Nodes): ResolveImage {
  return async (image, question) => {
    if (image.startsWith(OWN_IMAGES) || image.includes("@")) return undefined;
    const pod = await askingPod(image, question, nodes);
    try {
      await unlessThere(() => nodes.store.create(podKind, pod));
      return await answerOf(pod, question, nodes);
    } finally {
      // One that stays has its deadline, and goes with the endpoint.
      await nodes.store.remove(podKind, keyOf(pod), { gracePeriodSeconds: 0 }).catch(() => {});
    }
  };
}

async function answerOf(pod: Pod, { tell }: ImageQuestion, nodes: Nodes): Promise<string | undefined> {
  const { store, clock, signal } = nodes;
  const begun = clock.now().getTime();
  const waited = (): number => clock.now().getTime() - begun;
  const [{ image = "" } = {}] = pod.spec.containers;
  while (!signal.aborted && waited() < PATIENCE_MS) {
    // An API server that is away comes back.
    const found = await store.get(podKind, keyOf(pod)).catch(() => pod);
    if (found === undefined) return undefined;
    const id = containerStatus(found, NAME)?.imageID ?? "";
    if (id !== "") return pinned(image, id);
    const isRefused = cannotStart(found, { now: clock.now(), imagePatienceMs: 0 }) ?? isPulling(found);
    const isHomeless = found.spec.nodeName === undefined && waited() >= PLACE_PATIENCE_MS;
    if (isRefused !== undefined || isHomeless || isEnded(found)) return undefined;
    tell(waitingMessage(found) ?? `a node is asked what ${image} stands for now`);
    await passed(clock, LOOK_AGAIN_MS);
  }
  return undefined;
}

const isEnded = ({ status }: Pod): boolean => status?.phase === "Succeeded" || status?.phase === "Failed";

/**
 * With the digest in place of the tag. A node may call an image by another repository that has the same; a bare digest is that of an image of the
 * node's own, which no other has.
 */
function pinned(image: string, imageId: string): string | undefined {
  const [, digest] = /@(sha256:[0-9a-f]{64})$/.exec(imageId) ?? [];
  return digest === undefined ? undefined : `${image.replace(/:[^/:]+$/, "")}@${digest}`;
}

async function askingPod(image: string, { endpoint, of }: ImageQuestion, nodes: Nodes): Promise<Pod> {
  const { store, cache, ways } = nodes;
  const { namespace, name, owner } = endpoint;
  const security = await securityOf(store, { image, namespace, owner }, ways);
  const { command = [], bringer } = doingNothing(nodes.image);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: childName(name, contentDigest({ image, of })),
      namespace,
      ownerReferences: [controlledBy(owner)],
    },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 0,
      activeDeadlineSeconds: PATIENCE_MS / 1_000,
      ...(security.pod === undefined ? {} : { securityContext: security.pod }),
      volumes: [{ name: PROGRAM_MOUNT.name, emptyDir: {} }],
      ...(await placementOf(image, endpoint, { store, cache, ways })),
      ...(bringer === undefined ? {} : { initContainers: [secured(bringer, security)] }),
      containers: [
        {
          name: NAME,
          image,
          // Whatever the node has of that name.
          imagePullPolicy: "Always",
          command: [...command],
          volumeMounts: [{ ...PROGRAM_MOUNT, readOnly: true }],
          resources: RESOURCES,
          ...(security.program === undefined ? {} : { securityContext: security.program }),
        } satisfies Container,
      ],
    },
  };
}

const RESOURCES = { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } };

/** Where the endpoint's pods of the image will be. */
async function placementOf(
  image: string,
  { variants, owner }: ServingSpec,
  { store, cache, ways }: Pick<Nodes, "store" | "cache" | "ways">,
): Promise<Pick<Pod["spec"], "nodeSelector" | "tolerations">> {
  const variant = variants.find(({ containers }) =>
    containers.some((container) => container.image === image),
  );
  const instanceType = variant?.instanceType ?? "";
  const pool = await findNodePool({ store, cache }, { instanceType, owner });
  return machinesOf(pool, { type: instanceType, ways: ways.machines, gpus: {} }).placement;
}
