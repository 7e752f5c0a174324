import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { ANNOTATION } from "./layout.ts";
import type { NodeWays } from "./node-ways.ts";
import { mainStatus, storesAsItGoes } from "./program-status.ts";

/**
 * A kubelet gives all of a pod's containers one grace period, and only a failed probe ends one of them with a grace of its own. So
 * `store` is a container like the program, whose probe asks it: it listens until it reads in the pod's annotations that the
 * run is to stop. The kernel answers the probe, so that neither a busy node nor a busy `store` fails it. The pod lives on and
 * uploads as long as that takes.
 */
const PORT = 28_419;
const tcpSocket = { port: PORT };
/** Never fails: `store` may take long to start, and where something keeps a kubelet from its pods their programs run all the same. */
const STARTUP = { tcpSocket, periodSeconds: 1, failureThreshold: 2 ** 31 - 1, timeoutSeconds: 5 } as const;
const LIVENESS = { tcpSocket, periodSeconds: 2, failureThreshold: 5, timeoutSeconds: 5 } as const;
const WORDS_MOUNT = { name: "pod", mountPath: "/etc/slipway/pod", readOnly: true } as const;
/** After which a program that is still there is taken away with its pod: the probe needs seconds, not minutes. */
const OVERDUE_MS = 60_000;

/** Of the program's container. */
export function programProbes(
  ways: NodeWays,
  graceSeconds: number,
): Pick<Container, "livenessProbe" | "startupProbe"> {
  if (ways.heedsMainGrace) return {};
  const terminationGracePeriodSeconds = Math.max(1, graceSeconds);
  return {
    startupProbe: STARTUP,
    livenessProbe: { ...LIVENESS, terminationGracePeriodSeconds },
  };
}

/** A mover of data that reads the pod's annotations. */
export function reading(mover: Container, ways: NodeWays): Container {
  if (ways.heedsMainGrace) return mover;
  const words = { SLIPWAY_ALIVE_PORT: String(PORT), SLIPWAY_POD_WORDS: WORDS_MOUNT.mountPath };
  return {
    ...mover,
    env: [...(mover.env ?? []), ...Object.entries(words).map(([name, value]) => ({ name, value }))],
    volumeMounts: [...(mover.volumeMounts ?? []), WORDS_MOUNT],
  };
}

export function wordsVolumes(ways: NodeWays): NonNullable<Pod["spec"]["volumes"]> {
  if (ways.heedsMainGrace) return [];
  const items = (["stop", "ended", "hosts"] as const).map((path) => ({
    path,
    fieldRef: { fieldPath: `metadata.annotations['${ANNOTATION[path]}']` },
  }));
  return [{ name: WORDS_MOUNT.name, downwardAPI: { items } }];
}

/** The pod as it tells `store` that the program has ended; undefined where that is said, or not so. */
export function withEnd(pod: Pod): Pod | undefined {
  const { metadata, status } = pod;
  const finishedAt = mainStatus(pod)?.state?.terminated?.finishedAt;
  const goes = metadata.deletionTimestamp === undefined && status?.phase === "Running";
  if (!goes || finishedAt === undefined || metadata.annotations?.[ANNOTATION.ended] !== undefined)
    return undefined;
  return withAnnotation(pod, "ended", String(finishedAt));
}

/** What is to be done so that a pod that has a node stops: write the pod, take it away by force, or nothing any more. */
export type StopOrder = { readonly write: Pod } | "take away" | "nothing";

export function stopOrder(pod: Pod, ways: NodeWays, now: Date): StopOrder {
  const program = mainStatus(pod)?.state;
  if (ways.heedsMainGrace)
    return pod.spec.activeDeadlineSeconds === 1 ? "nothing" : { write: withDeadline(pod) };
  if (program?.terminated !== undefined) return "nothing";
  const asked = pod.metadata.annotations?.[ANNOTATION.stop];
  if (asked !== undefined) return isOverdue(pod, asked, now) ? "take away" : "nothing";
  const marked = withAnnotation(pod, "stop", now.toISOString());
  if (storesAsItGoes(pod)) return { write: withDeadline(marked) };
  // Before the program there is nothing that needs more time than the movers of data take.
  return { write: program?.running === undefined ? withDeadline(marked) : marked };
}

/** Whether the pod was asked to stop, in whatever way its node heeds. */
export function isToStop({ metadata, spec }: Pod): boolean {
  return metadata.annotations?.[ANNOTATION.stop] !== undefined || spec.activeDeadlineSeconds === 1;
}

/** Seconds from SIGTERM to SIGKILL for a run's program. */
export function mainGraceSeconds(pod: Pod): number {
  return Number(pod.metadata.annotations?.[ANNOTATION.mainGraceSeconds] ?? 120);
}

/** What storing the rest of what is stored continuously may take, where that has a time of its own. */
const LAST_SYNC_SECONDS = 600;

/**
 * Seconds that a pod gets that is removed: its program's own, since nothing is uploaded of it but what the next try goes on from. A kubelet
 * gives all containers the same.
 */
export function removalGraceSeconds(pod: Pod, ways: NodeWays): number {
  const own = mainGraceSeconds(pod);
  const syncs = pod.metadata.annotations?.[ANNOTATION.syncs] !== undefined;
  return syncs && ways.heedsMainGrace ? own + LAST_SYNC_SECONDS : own;
}

function isOverdue(pod: Pod, asked: string, now: Date): boolean {
  return now.getTime() - Date.parse(asked) > mainGraceSeconds(pod) * 1_000 + OVERDUE_MS;
}

const withDeadline = (pod: Pod): Pod => ({ ...pod, spec: { ...pod.spec, activeDeadlineSeconds: 1 } });

function withAnnotation(pod: Pod, name: "stop" | "ended", value: string): Pod {
  const annotations = { ...pod.metadata.annotations, [ANNOTATION[name]]: value };
  return { ...pod, metadata: { ...pod.metadata, annotations } };
}
