import type { IncomingMessage, ServerResponse } from "node:http";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { expect, test } from "vitest";
import type { Invocation } from "#router/invoker.ts";
import type { Cache, Index } from "#store/cache.ts";
import { restJson } from "../protocols/rest-json.ts";
import { endpointStates } from "./endpoint-states.ts";
import { invokeEndpoint } from "./invoke-endpoint.ts";

/** What is carried of an invocation of an endpoint with these annotations. */
async function carried(annotations: Readonly<Record<string, string>>): Promise<Invocation | undefined> {
  const endpoint = {
    metadata: { name: "one", namespace: "a", annotations },
    spec: { endpointName: "one" },
    status: { endpointStatus: "InService" },
  } as unknown as Endpoint;
  const by = (index: Index<Endpoint>, value: string) =>
    [endpoint].filter((object) => [...index.values(object)].includes(value));
  const cache = { index: () => {}, now: () => ({ by }) } as unknown as Cache;
  let seen: Invocation | undefined;
  await invokeEndpoint(
    {
      endpoint: "one",
      namespace: "a",
      identity: { accountId: "123456789012", region: "us-east-1" },
      body: Buffer.from("1,2"),
      operation: "InvokeEndpoint",
    },
    {
      request: { headers: { "content-type": "text/csv", authorization: "secret" } } as IncomingMessage,
      response: {} as ServerResponse,
      requestId: "1",
      protocol: restJson,
    },
    {
      states: endpointStates(cache),
      invoker: {
        invoke: async (invocation) => {
          seen = invocation;
        },
      },
    },
  );
  return seen;
}

test("an invocation is carried with what a container may see, and whether one alone may", async () => {
  expect(await carried({})).toEqual({
    endpoint: "one",
    namespace: "a",
    headers: { "content-type": "text/csv" },
    body: Buffer.from("1,2"),
    neverReplayed: false,
  });
  expect(await carried({ "slipway.dev/replay": "never" })).toMatchObject({ neverReplayed: true });
});
