import { POD_GROUP, podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { RunHost, RunSpec } from "../runs.ts";
import { ANNOTATION } from "./layout.ts";
import type { NodeWays } from "./node-ways.ts";

/**
 * How the hosts of a run know each other by their plain names: by a file of names, as on SageMaker. The embedded home's node shows its
 * pods one. On a kubelet addresses are known once every pod has its network: they are written into the pods' annotations, which
 * `fetch` waits for and makes the file of that the program has for its /etc/hosts. So no program begins before all hosts are there,
 * and no cluster's DNS is asked.
 */
const HOSTS = { name: "hosts", folder: "/etc/slipway/hosts", file: "hosts" } as const;

type Run = Pick<RunSpec, "hosts" | "batch">;

/** Hosts of a batch do not: none is to wait for another one, which may have failed, and each server has a network of its own. */
const callEachOther = ({ hosts, batch }: Run): boolean => hosts.length > 1 && batch === undefined;

/** Of pods that are of use only together. */
export function groupAnnotations({ name, hosts }: RunSpec): Readonly<Record<string, string>> {
  return hosts.length === 1 ? {} : { [POD_GROUP.name]: name, [POD_GROUP.size]: String(hosts.length) };
}

export function hostName(run: Run, host: RunHost): Pick<Pod["spec"], "hostname"> {
  return callEachOther(run) ? { hostname: host.name } : {};
}

const isWritten = (run: Run, ways: NodeWays): boolean => callEachOther(run) && !ways.tellsHosts;

export function hostsVolumes(run: Run, ways: NodeWays): NonNullable<Pod["spec"]["volumes"]> {
  return isWritten(run, ways) ? [{ name: HOSTS.name, emptyDir: {} }] : [];
}

/** What the program has beside its volumes. */
export function hostsMounts(run: Run, ways: NodeWays): NonNullable<Container["volumeMounts"]> {
  if (!isWritten(run, ways)) return [];
  return [{ name: HOSTS.name, mountPath: "/etc/hosts", subPath: HOSTS.file, readOnly: true }];
}

/** The container that is to write the file. */
export function writingHosts(fetch: Container, run: Run, ways: NodeWays): Container {
  if (!isWritten(run, ways)) return fetch;
  const variable = { name: "SLIPWAY_HOSTS_FILE", value: `${HOSTS.folder}/${HOSTS.file}` };
  const mount = { name: HOSTS.name, mountPath: HOSTS.folder };
  return {
    ...fetch,
    env: [...(fetch.env ?? []), variable],
    volumeMounts: [...(fetch.volumeMounts ?? []), mount],
  };
}

/** Pods of groups that are told where all of the group are, now that this is known; each is told once. */
export function withHosts(pods: readonly Pod[]): readonly Pod[] {
  const untold = pods.filter(
    ({ metadata, spec }) =>
      spec.hostname !== undefined && metadata.annotations?.[ANNOTATION.hosts] === undefined,
  );
  if (untold.length === 0) return [];
  return untold.flatMap((pod) => {
    const group = podGroupOf(pod);
    const hosts = addressesOf(pods.filter((other) => podGroupOf(other)?.name === group?.name));
    if (group === undefined || hosts.length < group.size) return [];
    const { annotations } = pod.metadata;
    const told = { ...annotations, [ANNOTATION.hosts]: JSON.stringify(Object.fromEntries(hosts)) };
    return [{ ...pod, metadata: { ...pod.metadata, annotations: told } }];
  });
}

function addressesOf(pods: readonly Pod[]): readonly (readonly [name: string, address: string])[] {
  return pods.flatMap(({ spec: { hostname }, status }) =>
    hostname === undefined || !status?.podIP ? [] : [[hostname, status.podIP] as const],
  );
}
