import type { Resource } from "@slipway/model";
import { expect, test } from "vitest";
import type { Printer } from "../printer.ts";
import { configMapPrinter, crdPrinter, namespacePrinter, nodePrinter, secretPrinter } from "./cluster.ts";
import { eventPrinter } from "./event.ts";
import { deploymentPrinter, endpointSlicePrinter, servicePrinter } from "./workloads.ts";

const now = new Date("2026-01-01T01:00:00Z");
const metadata = { name: "x", namespace: "default", creationTimestamp: "2026-01-01T00:58:00Z" };

const row = (printer: Printer, object: object) => {
  const cells = printer.cells({ apiVersion: "v1", kind: "X", metadata, ...object } as Resource, now);
  expect(cells).toHaveLength(printer.columns.length);
  return cells;
};

test("a deployment shows its replicas, and what it runs", () => {
  const object = {
    spec: {
      replicas: 3,
      selector: { matchLabels: { b: "2", a: "1" } },
      template: { spec: { containers: [{ name: "model", image: "i:1" }] } },
    },
    status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 },
  };
  expect(row(deploymentPrinter, object)).toEqual(["x", "2/3", 3, 1, "2m", "model", "i:1", "a=1,b=2"]);
});

test("a service shows how it is reached", () => {
  const spec = {
    clusterIP: "10.0.0.1",
    selector: { app: "a" },
    ports: [{ port: 80 }, { port: 53, protocol: "UDP" }],
  };
  expect(row(servicePrinter, { spec })).toEqual([
    "x",
    "ClusterIP",
    "10.0.0.1",
    "<none>",
    "80/TCP,53/UDP",
    "2m",
    "app=a",
  ]);
  const outside = { type: "LoadBalancer", clusterIP: "None", ports: [{ port: 80, nodePort: 30080 }] };
  expect(row(servicePrinter, { spec: outside })).toEqual([
    "x",
    "LoadBalancer",
    "None",
    "<pending>",
    "80:30080/TCP",
    "2m",
    "<none>",
  ]);
});

test("an endpoint slice lists three addresses and counts the rest", () => {
  const addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"];
  const object = {
    addressType: "IPv4",
    ports: [{ port: 8080 }],
    endpoints: addresses.map((each) => ({ addresses: [each] })),
  };
  expect(row(endpointSlicePrinter, object)).toEqual([
    "x",
    "IPv4",
    "8080",
    "10.0.0.1,10.0.0.2,10.0.0.3 + 2 more...",
    "2m",
  ]);
  expect(row(endpointSlicePrinter, { addressType: "IPv4", endpoints: [] })[3]).toBe("<unset>");
});

test("an event shows when it happened last and to what", () => {
  const object = {
    involvedObject: { apiVersion: "v1", kind: "Pod", name: "p", namespace: "default" },
    type: "Warning",
    reason: "BackOff",
    message: "Back-off restarting\n",
    count: 4,
    source: { component: "agent", host: "here" },
    firstTimestamp: "2026-01-01T00:00:00Z",
    lastTimestamp: "2026-01-01T00:59:30Z",
  };
  expect(row(eventPrinter, object)).toEqual([
    "30s",
    "Warning",
    "BackOff",
    "pod/p",
    "",
    "agent, here",
    "Back-off restarting",
    "60m",
    4,
    "x",
  ]);
});

test("secrets and config maps tell how much they hold and nothing of it", () => {
  expect(row(secretPrinter, { type: "Opaque", data: { a: "c2VjcmV0", b: "eA==" } })).toEqual([
    "x",
    "Opaque",
    2,
    "2m",
  ]);
  expect(row(configMapPrinter, { data: { a: "1" }, binaryData: { b: "eA==" } })).toEqual(["x", 2, "2m"]);
});

test("a definition tells when it was created, not how long ago", () => {
  expect(row(crdPrinter, {})).toEqual(["x", "2026-01-01T00:58:00Z"]);
});

test("namespaces and nodes tell their state", () => {
  expect(row(namespacePrinter, { status: { phase: "Active" } })).toEqual(["x", "Active", "2m"]);
  const node = {
    metadata: { ...metadata, labels: { "node-role.kubernetes.io/control-plane": "" } },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: "Ready", status: "True" }],
      addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
      nodeInfo: { kubeletVersion: "v1.34.0", osImage: "Debian" },
    },
  };
  expect(row(nodePrinter, node)).toEqual([
    "x",
    "Ready,SchedulingDisabled",
    "control-plane",
    "2m",
    "v1.34.0",
    "127.0.0.1",
    "<none>",
    "Debian",
    "<unknown>",
    "<unknown>",
  ]);
});
