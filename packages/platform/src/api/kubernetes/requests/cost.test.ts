import { CRDS } from "@slipway/model/kinds/crds.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock as clock } from "#lib/clock.ts";
import { silentLog as log } from "#lib/log.ts";
import { expectBounded, repeat } from "#lib/testing/cost.ts";
import { openTestDoor, type Sent, type TestDoor, TOKENS as tokens } from "../testing/test-door.ts";

const MAPS = "/api/v1/namespaces/default/configmaps";
const PODS = "/api/v1/namespaces/default/pods";
let at: TestDoor;
let names = 0;

interface Request extends Sent {
  readonly method?: string;
  readonly path: string;
  readonly body?: string | Buffer;
}

const name = (): string => `n${++names}`;
const json = (value: object): string => JSON.stringify(value);
const list = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => item(i));
const table = <T>(count: number, value: (index: number) => T) =>
  Object.fromEntries(list(count, (index) => [`k${index}`, value(index)]));
const map = (more: object, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: name(), ...metadata },
  ...more,
});
const pod = (spec: object) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: name() },
  spec: { containers: [{ name: "main", image: "busybox:1" }], ...spec },
});
const create = (object: object, path = MAPS): Request => ({
  path,
  type: "application/json",
  body: json(object),
});
const yaml = (body: string): Request => ({ path: MAPS, type: "application/yaml", body });
const yamlMap = (rest: string): Request =>
  yaml(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name()}}\n${rest}`);

/** A patch of an object that is there first. */
async function patch(
  type: string,
  of: { object: object; path?: string; query?: string },
  body: unknown,
): Promise<Request> {
  const { object, path = MAPS, query = "" } = of;
  const { http, body: made } = await at.send("POST", path, { body: object });
  expect(http).toBe(201);
  const { name: of_ } = (made as { metadata: { name: string } }).metadata;
  const content = type === "apply-patch" ? "apply-patch+yaml" : `${type}+json`;
  return {
    method: "PATCH",
    path: `${path}/${of_}${query}`,
    type: `application/${content}`,
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}
const APPLY = "?fieldManager=tester&force=true";

type Case = readonly [title: string, size: number, make: (size: number) => Request | Promise<Request>];

const BODIES: readonly Case[] = [
  ["JSON of many keys", 7_000, (n) => create(map({ data: table(n, () => "v") }))],
  ["JSON of unknown keys", 10_000, (n) => create(map(table(n, () => "v")))],
  ["JSON of wrong types", 10_000, (n) => create(map({ data: table(n, () => 1) }))],
  [
    "JSON of bad labels",
    10_000,
    (n) => create(map({}, { labels: Object.fromEntries(list(n, (i) => [`k!${i}`, "v"])) })),
  ],
  ["JSON of finalizers", 5_000, (n) => create(map({}, { finalizers: list(n, (i) => `a/b${i}`) }))],
  [
    "JSON of owners",
    2_000,
    (n) =>
      create(
        map(
          {},
          {
            ownerReferences: list(n, (i) => ({
              apiVersion: "v1",
              kind: "A",
              name: `b${i}`,
              uid: `u${i}`,
              controller: true,
            })),
          },
        ),
      ),
  ],
  [
    "JSON of nested lists",
    200_000,
    (n) => ({ path: MAPS, type: "application/json", body: `{"data":${"[".repeat(n)}${"]".repeat(n)}}` }),
  ],
  [
    "JSON of nested objects",
    100_000,
    (n) => ({ path: MAPS, type: "application/json", body: `{"data":${'{"a":'.repeat(n)}1${"}".repeat(n)}}` }),
  ],
  [
    "JSON of one long number",
    500_000,
    (n) => ({ path: MAPS, type: "application/json", body: `{"data":{"a":1${"0".repeat(n)}}}` }),
  ],
  [
    "JSON of a million numbers",
    500_000,
    (n) => ({ path: MAPS, type: "application/json", body: `{"data":[${"1,".repeat(n)}1]}` }),
  ],
  [
    "a pod of many containers",
    1_000,
    (n) => create(pod({ containers: list(n, (i) => ({ name: `c${i}`, image: "b" })) }), PODS),
  ],
  [
    "a pod of mounts and volumes",
    1_000,
    (n) =>
      create(
        pod({
          volumes: list(n, (i) => ({ name: `c${i}`, emptyDir: {} })),
          containers: [
            { name: "a", image: "b", volumeMounts: list(n, (i) => ({ name: `c${i}`, mountPath: `/${i}` })) },
          ],
        }),
        PODS,
      ),
  ],
  [
    "a pod whose image is all colons",
    500_000,
    (n) => create(pod({ containers: [{ name: "a", image: `${":".repeat(n)}/` }] }), PODS),
  ],
  [
    "a pod that asks for no quantity",
    500_000,
    (n) =>
      create(
        pod({ containers: [{ name: "a", image: "b", resources: { limits: { cpu: `${"1".repeat(n)}!` } } }] }),
        PODS,
      ),
  ],
  [
    "a secret that is almost base64",
    1_000_000,
    (n) =>
      create(
        { apiVersion: "v1", kind: "Secret", metadata: { name: name() }, data: { a: `${"A".repeat(n)}!` } },
        "/api/v1/namespaces/default/secrets",
      ),
  ],
  ["YAML of many keys", 4_000, (n) => yamlMap(`data:\n${repeat(n, (i) => `  k${i}: v\n`)}`)],
  ["YAML of many keys in braces", 4_000, (n) => yamlMap(`data: {${repeat(n, (i) => `k${i}: v`, ",")}}`)],
  ["YAML of the same key", 10_000, (n) => yaml("a: b\n".repeat(n))],
  ["YAML of nested lists", 20_000, (n) => yaml(`a: ${"[".repeat(n)}`)],
  ["YAML of nested lines", 20_000, (n) => yaml(`a: \n${"- ".repeat(n)}x`)],
  ["YAML of nested keys", 350, (n) => yaml(repeat(n, (i) => `${" ".repeat(i)}a:\n`))],
  ["YAML of errors", 8_000, (n) => yaml("a: b: c\n".repeat(n))],
  ["YAML of empty lines", 200_000, (n) => yaml(`a: ${"\n".repeat(n)} b`)],
  ["YAML of comments", 50_000, (n) => yaml(`${"# a\n".repeat(n)}a: 1`)],
  ["YAML of anchors and aliases", 4_000, (n) => yaml(`a:\n${repeat(n, (i) => `- &a${i} b\n- *a${i}\n`)}`)],
  [
    "YAML of one long alias",
    100,
    (n) => yamlMap(`z: &a {${repeat(n, (i) => `k${i}: v`, ",")}}\na:\n${"- *a\n".repeat(n)}`),
  ],
  [
    "YAML of aliases of aliases",
    20,
    (n) => yamlMap(`a0: &a0 [x, x]\n${repeat(n, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}`),
  ],
  [
    "YAML of merged keys",
    100,
    (n) => yamlMap(`z: &a {${repeat(n, (i) => `k${i}: v`, ",")}}\na:\n${"- <<: *a\n".repeat(n)}`),
  ],
  ["YAML of tags", 20_000, (n) => yaml(`a:\n${repeat(n, (i) => `- !x${i} b\n`)}`)],
  ["YAML of directives", 10_000, (n) => yaml(`${"%TAG !a! tag:x\n".repeat(n)}---\na: 1`)],
  ["YAML of documents", 20_000, (n) => yaml("a: b\n---\n".repeat(n))],
  ["YAML of long numbers", 200_000, (n) => yaml(`a: ${"1_".repeat(n)}.e`)],
];

const PATCHES: readonly Case[] = [
  [
    "a JSON patch of additions",
    5_000,
    (n) =>
      patch(
        "json-patch",
        { object: map({ data: { a: "b" } }) },
        list(n, (i) => ({ op: "add", path: `/data/k${i}`, value: "v" })),
      ),
  ],
  [
    "a JSON patch that inserts in front",
    5_000,
    (n) =>
      patch("json-patch", { object: map({ data: { a: "b" } }) }, [
        { op: "add", path: "/x", value: list(10_000, () => 1) },
        ...list(n - 2, () => ({ op: "add", path: "/x/0", value: 1 })),
        { op: "remove", path: "/x" },
      ]),
  ],
  [
    "a JSON patch that moves a list about",
    4_000,
    (n) =>
      patch("json-patch", { object: map({ data: { a: "b" } }) }, [
        { op: "add", path: "/x", value: list(10_000, () => 1) },
        ...list(n, () => ({ op: "move", from: "/x/0", path: "/x/-" })),
      ]),
  ],
  [
    "a JSON patch that compares",
    4_000,
    (n) =>
      patch("json-patch", { object: map({ data: table(5_000, () => "v") }) }, [
        { op: "test", path: "/data", value: table(5_000, () => "v") },
        ...list(n, () => ({ op: "test", path: "/data/k4999", value: "v" })),
      ]),
  ],
  [
    "a JSON patch that copies itself",
    14,
    (n) =>
      patch("json-patch", { object: map({ data: { a: "x" } }) }, [
        { op: "add", path: "/metadata/annotations", value: { a: "x".repeat(1_000) } },
        ...list(n, (i) => ({ op: "copy", from: "/metadata", path: `/metadata/x${i}` })),
      ]),
  ],
  [
    "a JSON patch that copies itself into its depths",
    14,
    (n) =>
      patch(
        "json-patch",
        { object: map({ data: { a: "x" } }) },
        list(n, () => ({ op: "copy", from: "/metadata", path: "/metadata/labels" })),
      ),
  ],
  [
    "a JSON patch that sets a length",
    1_000_000_000,
    (n) =>
      patch("json-patch", { object: map({ data: { a: "x" } }) }, [
        { op: "add", path: "/x", value: [] },
        { op: "replace", path: "/x/length", value: n },
      ]),
  ],
  [
    "a JSON patch of one long path",
    100_000,
    (n) =>
      patch("json-patch", { object: map({ data: { a: "x" } }) }, [
        { op: "add", path: "/a".repeat(n), value: 1 },
      ]),
  ],
  [
    "a merge patch of many keys",
    7_000,
    (n) => patch("merge-patch", { object: map({ data: { a: "b" } }) }, { data: table(n, () => "v") }),
  ],
  [
    "a merge patch without end",
    50_000,
    (n) =>
      patch(
        "merge-patch",
        { object: map({ data: { a: "b" } }) },
        `{"data":${'{"a":'.repeat(n)}1${"}".repeat(n)}}`,
      ),
  ],
  [
    "a merge patch of bad labels",
    5_000,
    (n) =>
      patch(
        "merge-patch",
        { object: map({}, { labels: table(n, () => "v") }) },
        { metadata: { labels: { ...table(n, () => "v!"), last: "x" } } },
      ),
  ],
  [
    "a strategic merge of variables",
    2_000,
    (n) =>
      patch(
        "strategic-merge-patch",
        { object: pod({}), path: PODS },
        { spec: { containers: [{ name: "main", env: list(n, (i) => ({ name: `c${i}`, value: "x" })) }] } },
      ),
  ],
  [
    "a strategic merge of finalizers",
    4_000,
    (n) =>
      patch(
        "strategic-merge-patch",
        { object: map({}, { finalizers: list(n, (i) => `a/f${i}`) }) },
        { metadata: { finalizers: list(n, (i) => `a/g${i}`) } },
      ),
  ],
  [
    "a strategic merge that deletes",
    4_000,
    (n) =>
      patch(
        "strategic-merge-patch",
        { object: map({}, { finalizers: list(n, (i) => `a/f${i}`) }) },
        { metadata: { "$deleteFromPrimitiveList/finalizers": list(n, (i) => `a/g${i}`) } },
      ),
  ],
  [
    "a strategic merge that orders",
    4_000,
    (n) =>
      patch(
        "strategic-merge-patch",
        { object: map({}, { finalizers: list(n, (i) => `a/f${i}`) }) },
        { metadata: { "$setElementOrder/finalizers": list(n, (i) => `a/f${n - i}`) } },
      ),
  ],
  [
    "a strategic merge that retains",
    7_000,
    (n) =>
      patch(
        "strategic-merge-patch",
        { object: map({ data: table(n, () => "v") }) },
        { data: { $retainKeys: list(n, (i) => `k${i}`) } },
      ),
  ],
  [
    "an apply of variables",
    2_000,
    (n) =>
      patch(
        "apply-patch",
        { object: pod({}), path: PODS, query: APPLY },
        {
          apiVersion: "v1",
          kind: "Pod",
          spec: { containers: [{ name: "main", env: list(n, (i) => ({ name: `c${i}`, value: "x" })) }] },
        },
      ),
  ],
  [
    "an apply over finalizers",
    4_000,
    (n) =>
      patch(
        "apply-patch",
        { object: map({}, { finalizers: list(n, (i) => `a/f${i}`) }), query: APPLY },
        { apiVersion: "v1", kind: "ConfigMap", metadata: { finalizers: list(n, (i) => `a/f${n - i}`) } },
      ),
  ],
  [
    "an apply of conflicts",
    4_000,
    (n) =>
      patch(
        "apply-patch",
        { object: map({ data: table(n, () => "v") }), query: "?fieldManager=tester" },
        { apiVersion: "v1", kind: "ConfigMap", data: table(n, () => "w") },
      ),
  ],
];

const bytes = (of: number, field: number): Buffer => {
  const length: number[] = [];
  for (let rest = of; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.from([(field << 3) | 2, ...length]);
};
const text = (field: number, value: string) =>
  Buffer.concat([bytes(value.length, field), Buffer.from(value)]);
/** A ConfigMap in Kubernetes' protobuf whose message holds the same bytes again and again. */
function protobuf(part: Buffer, count: number): Request {
  const message = Buffer.concat(list(count, () => part));
  const meta = Buffer.concat([text(1, "v1"), text(2, "ConfigMap")]);
  const body = Buffer.concat([
    Buffer.from("k8s\0"),
    bytes(meta.length, 1),
    meta,
    bytes(message.length, 2),
    message,
  ]);
  return { path: MAPS, type: "application/vnd.kubernetes.protobuf", body };
}

const OTHERS: readonly Case[] = [
  [
    "an answer in YAML",
    3_000,
    async (n) => {
      const object = map({ data: table(n, () => "v") });
      expect((await at.send("POST", MAPS, { body: object })).http).toBe(201);
      return { method: "GET", path: `${MAPS}/${object.metadata.name}`, accept: "application/yaml" };
    },
  ],
  ["protobuf of empty entries", 200_000, (n) => protobuf(bytes(0, 2), n)],
  ["protobuf of empty metadata", 200_000, (n) => protobuf(bytes(0, 1), n)],
  ["protobuf of unknown fields", 200_000, (n) => protobuf(Buffer.from([0x78, 0x01]), n)],
  ["protobuf of nested groups", 200_000, (n) => protobuf(Buffer.from([0x7b]), n)],
  [
    "a label selector of many terms",
    1_000,
    (n) => ({ method: "GET", path: `${MAPS}?limit=5&labelSelector=${repeat(n, (i) => `a!=${i}`, ",")}` }),
  ],
  [
    "a label selector of many values",
    1_000,
    (n) => ({ method: "GET", path: `${MAPS}?limit=5&labelSelector=a+in+(${repeat(n, (i) => `${i}`, ",")})` }),
  ],
  [
    "a field selector of spaces",
    4_000,
    (n) => ({ method: "GET", path: `${MAPS}?limit=5&fieldSelector=metadata.name!=${"+".repeat(n)}x` }),
  ],
  [
    "a place in a list that is none",
    4_000,
    (n) => ({ method: "GET", path: `${MAPS}?limit=5&continue=${"A".repeat(n)}` }),
  ],
  [
    "a query of many parameters",
    1_000,
    (n) => ({ method: "GET", path: `${MAPS}?limit=5&${repeat(n, (i) => `a${i}=b`, "&")}` }),
  ],
  [
    "an Accept header of many types",
    1_000,
    (n) => ({ method: "GET", path: `${MAPS}?limit=5`, accept: repeat(n, (i) => `a/b${i};q=0.1`, ",") }),
  ],
];

describe.each([
  ["bodies", BODIES],
  ["patches", PATCHES],
  ["other formats", OTHERS],
] as const)("%s", (_, cases) => {
  beforeAll(async () => {
    const storage = createStorage({ file: ":memory:", clock });
    const server = await createApiServer({ storage, definitions: CRDS, tokens, clock, log });
    at = await openTestDoor({ server, ledger: createMemoryLedger(), clock });
  });
  afterAll(() => at.close());

  test.each(cases)("%s takes time and memory by its size and no more", async (_title, size, make) => {
    await expectBounded(size, async (n) => {
      const { method = "POST", path, ...sent } = await make(n);
      return {
        bytes: path.length + (sent.body?.length ?? 0),
        run: async () => {
          const { http, headers } = await at.send(method, path, sent);
          expect(http).toBeLessThan(500);
          if (http >= 400) expect(headers["x-slipway-code"]).toMatch(/^SLIP-/);
        },
      };
    });
  });
});
