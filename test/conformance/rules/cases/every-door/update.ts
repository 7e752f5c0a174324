import type { Case } from "../../run-case.ts";
import { create, deployed, endpoint, inService, model } from "./objects.ts";

const update = (endpointConfigName: string, resourceVersion = "{rv:e}") =>
  ({
    verb: "update",
    kind: "Endpoint",
    name: "e",
    object: { ...endpoint("e", endpointConfigName), metadata: { name: "e", resourceVersion } },
  }) as const;

export const updateCases: readonly Case[] = [
  {
    title: "Another configuration counts the generation; who the endpoint is, and its status, stay",
    needs: ["update of an endpoint"],
    steps: [
      ...deployed,
      inService,
      {
        request: update("second"),
        expect: {
          revision: "new",
          object: {
            metadata: { generation: 2, uid: "{uid:e}" },
            spec: { endpointName: "e", endpointConfigName: "second" },
            status: { endpointStatus: "InService" },
          },
        },
      },
      { request: update("first"), expect: { object: { metadata: { generation: 3 } } } },
    ],
  },
  {
    title: "An update that changes nothing leaves the revision",
    needs: ["update"],
    steps: [
      ...deployed,
      inService,
      { request: update("first"), expect: { revision: "same", object: { metadata: { generation: 1 } } } },
    ],
  },
  {
    title: "A controller's status counts no generation and changes no spec",
    steps: [
      ...deployed,
      inService,
      {
        request: { verb: "get", kind: "Endpoint", name: "e" },
        expect: { object: { metadata: { generation: 1 }, spec: { endpointConfigName: "first" } } },
      },
    ],
  },
  {
    title: "What is not there cannot be updated",
    needs: ["update of an endpoint"],
    steps: [
      create("Model", model("m")),
      { request: update("first", "77"), expect: { error: { code: "SLIP-API-001" } } },
    ],
  },
  {
    title: "An update of an older revision is a conflict",
    needs: ["update"],
    steps: [
      ...deployed,
      inService,
      { request: update("second", "1"), expect: { error: { code: "SLIP-API-003" } } },
    ],
  },
  {
    title: "An update that makes an object invalid changes nothing",
    needs: ["update"],
    steps: [
      create("Model", model("m")),
      {
        request: {
          verb: "update",
          kind: "Model",
          name: "m",
          object: {
            ...model("m", { enableNetworkIsolation: "yes" }),
            metadata: { name: "m", resourceVersion: "{rv:m}" },
          },
        },
        expect: { error: { code: "SLIP-API-004" } },
      },
    ],
  },
];
