import type { Random } from "../../soak/random.ts";
import type { FuzzRequest } from "../support/fuzz-request.ts";
import { pick } from "../support/mutate.ts";
import type { FuzzTarget } from "../support/target.ts";

const MAPS = "/api/v1/namespaces/fuzz/configmaps";
const PODS = "/api/v1/namespaces/fuzz/pods";
const NAMES = 5;

type Make = (
  name: string,
  size: number,
) => readonly [path: string, type: string, body: string, method?: string];

const list = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => item(index));
const map = (name: string, rest: object, metadata: object = {}): string =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, ...rest });
const pod = (name: string, container: object): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: { containers: [{ name: "a", image: "none.example.com/none:1", ...container }] },
  });
const yamlMap = (name: string, rest: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${rest}`;
const table = (count: number) => Object.fromEntries(list(count, (index) => [`k${index}`, "v"]));

/** Bodies that ask for as much work as they can, up to their limits and beyond; `size` is from 0 to 30,000. */
const GREEDY: readonly Make[] = [
  (name, size) => [MAPS, "application/json", map(name, { data: table(size) })],
  (name, size) => [MAPS, "application/json", map(name, table(size))],
  (name, size) => [
    MAPS,
    "application/json",
    map(name, {}, { labels: Object.fromEntries(list(size, (i) => [`k!${i}`, "v!"])) }),
  ],
  (name, size) => [
    MAPS,
    "application/json",
    map(name, {}, { finalizers: list(size, (i) => `a/b${i}`), annotations: table(size) }),
  ],
  (_, size) => [MAPS, "application/json", `{"data":${"[".repeat(size * 30)}`],
  (name, size) => [
    MAPS,
    "application/yaml",
    yamlMap(name, `data:\n${list(size, (i) => `  k${i}: v\n`).join("")}`),
  ],
  (name, size) => [
    MAPS,
    "application/yaml",
    yamlMap(name, `z: &a [${"x,".repeat(size)}]\ny: [${"*a,".repeat(size)}]\n`),
  ],
  (name, size) => [
    MAPS,
    "application/yaml",
    yamlMap(
      name,
      list(30, (i) => `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]\n`)
        .join("")
        .replaceAll("*a-1", String(size)),
    ),
  ],
  (name, size) => [
    PODS,
    "application/json",
    pod(name, { env: list(size, (i) => ({ name: `e${i}`, value: "x" })) }),
  ],
  (name, size) => [PODS, "application/json", pod(name, { image: `${":".repeat(size * 30)}/` })],
  (name, size) => [
    PODS,
    "application/json",
    pod(name, { resources: { limits: { cpu: `${"1".repeat(size * 30)}x` } } }),
  ],
  (name, size) => [
    `${MAPS}/${name}`,
    "application/json-patch+json",
    JSON.stringify(
      list(Math.ceil(size / 1_000), (i) => ({ op: "copy", from: "/metadata", path: `/metadata/x${i}` })),
    ),
    "PATCH",
  ],
  (name, size) => [
    `${MAPS}/${name}`,
    "application/json-patch+json",
    JSON.stringify(list(size, (i) => ({ op: "add", path: `/data/p${i}`, value: "v" }))),
    "PATCH",
  ],
  (name, size) => [
    `${MAPS}/${name}`,
    "application/json-patch+json",
    JSON.stringify([
      { op: "add", path: "/x", value: [] },
      { op: "replace", path: "/x/length", value: size * 100_000 },
    ]),
    "PATCH",
  ],
  (name, size) => [
    `${MAPS}/${name}`,
    "application/merge-patch+json",
    `{"data":${'{"a":'.repeat(size)}1${"}".repeat(size)}}`,
    "PATCH",
  ],
  (name, size) => [
    `${MAPS}/${name}`,
    "application/merge-patch+json",
    JSON.stringify({ data: table(size) }),
    "PATCH",
  ],
  (name, size) => [
    `${MAPS}/${name}`,
    "application/strategic-merge-patch+json",
    JSON.stringify({
      metadata: {
        finalizers: list(size, (i) => `a/c${i}`),
        "$deleteFromPrimitiveList/finalizers": list(size, (i) => `a/b${i}`),
      },
    }),
    "PATCH",
  ],
  (name, size) => [
    `${MAPS}/${name}?fieldManager=m${size % 20}&force=true`,
    "application/apply-patch+yaml",
    map(name, { data: table(size) }),
    "PATCH",
  ],
  (_, size) => [MAPS, "application/vnd.kubernetes.protobuf", `k8s\0${"\x0a\x00".repeat(size * 30)}`],
];

/** A request of the hungriest sort to the Kubernetes door. */
export function greedyRequest(random: Random, { token }: FuzzTarget): FuzzRequest {
  const make = pick(random, GREEDY);
  const [path, type, body, method = "POST"] = make(
    `greedy-${random.between(0, NAMES - 1)}`,
    random.between(0, 30_000),
  );
  return {
    door: "kubernetes",
    method: method === "PATCH" && random.chance(0.2) ? "DELETE" : method,
    path,
    headers: { authorization: `Bearer ${token}`, "content-type": type },
    body: Buffer.from(body, "latin1"),
  };
}
