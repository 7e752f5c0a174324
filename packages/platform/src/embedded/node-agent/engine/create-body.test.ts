import { expect, test } from "vitest";
import { createBody } from "./create-body.ts";
import type { ContainerOrder } from "./engine.ts";

const ORDER: ContainerOrder = {
  name: "one",
  labels: {},
  image: "sha256:1",
  env: {},
  hostname: "pod",
  hosts: [],
  binds: [],
  ports: [],
  limits: { processes: 1, openFiles: 1, sharedMemory: 1 },
  devices: [],
  gpus: [],
  network: "own",
};
const FACTS = { hasSelinux: false, hasNvidia: false, mostFiles: 1, mostProcesses: 1, namesJoined: false };

// What the two engines take stands in docker's runconfig.validateNetContainerMode and was tried with podman 4.3.
test.each([
  ["its own", { network: "own" as const }, FACTS, { hostname: "pod", mode: undefined }],
  ["this machine's", { network: "machine" as const }, FACTS, { hostname: "pod", mode: "host" }],
  [
    "another's, which has the name",
    { network: { of: "two" } },
    FACTS,
    { hostname: undefined, mode: "container:two" },
  ],
  [
    "another's, with a name of its own",
    { network: { of: "two" } },
    { ...FACTS, namesJoined: true },
    { hostname: "pod", mode: "container:two" },
  ],
])("a container's network is %s", (_, how, facts, expected) => {
  const { Hostname: hostname, HostConfig } = createBody({ ...ORDER, ...how }, facts);
  const { NetworkMode: mode } = HostConfig as { readonly NetworkMode?: string };
  expect({ hostname, mode }).toEqual(expected);
});
