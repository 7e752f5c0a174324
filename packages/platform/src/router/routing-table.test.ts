import { defined } from "@slipway/model";
import type { EndpointSlice, Service } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, test } from "vitest";
import { podsOfService, routingTable } from "./routing-table.ts";
import { instanceName } from "./session-id.ts";

function service(name: string, annotations: Record<string, string>, label = "abalone"): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace: "ns", name, labels: { "slipway.dev/endpoint": label }, annotations },
    spec: {},
  };
}

type SliceEndpoint = NonNullable<EndpointSlice["endpoints"]>[number];

function slice(of: string, endpoints: SliceEndpoint[], ports: EndpointSlice["ports"]): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { namespace: "ns", name: `${of}-1`, labels: { "kubernetes.io/service-name": of } },
    addressType: "IPv4",
    endpoints,
    ...defined({ ports }),
  };
}

const http = (port: number) => [{ name: "http", port }];

describe("the routing table", () => {
  test("has a route per endpoint, named as clients invoke it, with its variants and their pods", () => {
    const table = routingTable(
      [
        service("abalone-b", {
          "slipway.dev/endpoint-name": "Abalone",
          "slipway.dev/variant": "B",
          "slipway.dev/weight": "0.25",
        }),
        service("abalone-a", {
          "slipway.dev/endpoint-name": "Abalone",
          "slipway.dev/variant": "A",
          "slipway.dev/weight": "0.75",
        }),
      ],
      [
        slice("abalone-a", [{ addresses: ["127.0.0.1"] }], http(4001)),
        {
          ...slice("abalone-a", [{ addresses: ["127.0.0.1"] }], http(4000)),
          metadata: { namespace: "ns", name: "x", labels: { "kubernetes.io/service-name": "abalone-a" } },
        },
        slice(
          "abalone-b",
          [{ addresses: ["fd00::1"] }],
          [
            { name: "metrics", port: 9 },
            { name: "http", port: 8080 },
          ],
        ),
      ],
    );
    expect([...table]).toEqual([
      [
        "ns/Abalone",
        {
          namespace: "ns",
          endpoint: "Abalone",
          variants: [
            {
              ...{ name: "A", weight: 0.75, pods: ["127.0.0.1:4000", "127.0.0.1:4001"] },
              instances: new Map([
                [instanceName("127.0.0.1:4001"), "127.0.0.1:4001"],
                [instanceName("127.0.0.1:4000"), "127.0.0.1:4000"],
              ]),
            },
            {
              ...{ name: "B", weight: 0.25, pods: ["[fd00::1]:8080"] },
              instances: new Map([[instanceName("[fd00::1]:8080"), "[fd00::1]:8080"]]),
            },
          ],
          shadows: [],
        },
      ],
    ]);
  });

  test("takes the share of a fleet before its weight", () => {
    const table = routingTable([service("a", { "slipway.dev/weight": "3", "slipway.dev/share": "0.1" })], []);
    expect(table.get("ns/abalone")?.variants).toEqual([
      { name: "a", weight: 0.1, pods: [], instances: new Map() },
    ]);
  });

  test("leaves out pods that are not ready, and takes leaving ones that still serve only when no other is there", () => {
    const leaving = {
      addresses: ["10.0.0.1"],
      conditions: { ready: false, serving: true, terminating: true },
    };
    const starting = { addresses: ["10.0.0.2"], conditions: { ready: false, serving: false } };
    const ready = { addresses: ["10.0.0.3"], conditions: { ready: true } };
    const podsWith = (endpoints: SliceEndpoint[]) =>
      routingTable([service("s", {})], [slice("s", endpoints, http(80))]).get("ns/abalone")?.variants[0]
        ?.pods;
    expect(podsWith([leaving, starting, ready])).toEqual(["10.0.0.3:80"]);
    expect(podsWith([leaving, starting])).toEqual(["10.0.0.1:80"]);
    expect(podsWith([starting])).toEqual([]);
  });

  test("keeps shadows apart from what answers", () => {
    const table = routingTable(
      [service("a", { "slipway.dev/weight": "2" }), service("s", { "slipway.dev/role": "shadow" })],
      [slice("s", [{ addresses: ["10.0.0.1"] }], http(80))],
    );
    const { variants, shadows } = table.get("ns/abalone") ?? {};
    expect(variants?.map(({ name, weight }) => [name, weight])).toEqual([["a", 2]]);
    expect(shadows?.map(({ name, weight, pods }) => [name, weight, pods])).toEqual([
      ["s", 1, ["10.0.0.1:80"]],
    ]);
  });

  test("names instances by their pods, those that are leaving too", () => {
    const target = (uid: string) => ({ kind: "Pod", name: uid, uid });
    const endpoints: SliceEndpoint[] = [
      { addresses: ["10.0.0.1"], conditions: { ready: false, serving: true }, targetRef: target("leaving") },
      { addresses: ["10.0.0.2"], conditions: { ready: false, serving: false }, targetRef: target("dead") },
      { addresses: ["10.0.0.3"], targetRef: target("ready") },
    ];
    const table = routingTable([service("s", {})], [slice("s", endpoints, http(80))]);
    expect(table.get("ns/abalone")?.variants[0]?.instances).toEqual(
      new Map([
        [instanceName("leaving"), "10.0.0.1:80"],
        [instanceName("ready"), "10.0.0.3:80"],
      ]),
    );
  });

  test("knows an endpoint whose Service has no slice yet, and ignores other Services", () => {
    const other: Service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { namespace: "ns", name: "db" },
      spec: {},
    };
    const table = routingTable([other, service("s", {})], []);
    expect([...table.keys()]).toEqual(["ns/abalone"]);
    expect(table.get("ns/abalone")?.variants).toEqual([
      { name: "s", weight: 1, pods: [], instances: new Map() },
    ]);
  });

  test("knows every container of pods that have several, in their order", () => {
    const several = { "slipway.dev/containers": "prepare,answer", "slipway.dev/execution-mode": "Direct" };
    const ports = [
      { name: "http-2", port: 8081 },
      { name: "http", port: 8080 },
    ];
    const slices = [slice("s", [{ addresses: ["10.0.0.1"] }, { addresses: ["fd00::2"] }], ports)];
    expect(routingTable([service("s", several)], slices).get("ns/abalone")?.variants[0]).toMatchObject({
      pods: ["10.0.0.1:8080", "[fd00::2]:8080"],
      several: {
        execution: "Direct",
        names: ["prepare", "answer"],
        addresses: new Map([
          ["10.0.0.1:8080", ["10.0.0.1:8080", "10.0.0.1:8081"]],
          ["[fd00::2]:8080", ["[fd00::2]:8080", "[fd00::2]:8081"]],
        ]),
      },
    });
  });

  test("counts a weight that is no number above 0 as 0", () => {
    const weights = ["x", "-1", "0", "Infinity"].map(
      (weight) =>
        routingTable([service("s", { "slipway.dev/weight": weight })], []).get("ns/abalone")?.variants[0]
          ?.weight,
    );
    expect(weights).toEqual([0, 0, 0, 0]);
  });
});

test("the pods of one Service are those that are ready, else those that still serve", () => {
  const leaving = { ready: false, serving: true, terminating: true };
  const slices = [
    slice(
      "router",
      [{ addresses: ["10.0.0.2"], conditions: leaving }, { addresses: ["10.0.0.1"] }],
      http(8080),
    ),
    slice("other", [{ addresses: ["10.0.0.3"] }], http(8080)),
  ];
  expect(podsOfService(slices, "ns/router")).toEqual(["10.0.0.1:8080"]);
  const alone = [slice("router", [{ addresses: ["10.0.0.2"], conditions: leaving }], http(8080))];
  expect(podsOfService(alone, "ns/router")).toEqual(["10.0.0.2:8080"]);
  expect(podsOfService(slices, "ns/none")).toEqual([]);
});
