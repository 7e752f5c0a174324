/**
 * Writes the table by which the Kubernetes door reads protobuf bodies. Not part of the build: it reads the sources of
 * two Go modules, which `go mod download k8s.io/api@v0.34.1 k8s.io/apimachinery@v0.34.1` puts into the module cache.
 *
 *     node scripts/kubernetes-messages.ts DIR_OF_API DIR_OF_APIMACHINERY
 *
 * The `.proto` files say what is on the wire; the Go types say what protobuf cannot: which fields JSON writes in
 * place (`inline`), and which are pointers, so that their zero is a value.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TARGET = new URL(
  "../packages/platform/src/api/kubernetes/protobuf/messages.generated.ts",
  import.meta.url,
);
const META = "k8s.io.apimachinery.pkg.apis.meta.v1";
const GROUPS = ["core", "apps", "authentication", "authorization", "coordination", "discovery"];
const ROOTS = [
  ...["ConfigMap", "Event", "Namespace", "Node", "Pod", "Secret", "Service", "ServiceAccount"].map(
    (kind) => `core.v1.${kind}`,
  ),
  "apps.v1.Deployment",
  "authentication.v1.SelfSubjectReview",
  "authorization.v1.SelfSubjectAccessReview",
  "authorization.v1.SelfSubjectRulesReview",
  "coordination.v1.Lease",
  "discovery.v1.EndpointSlice",
  "meta.v1.DeleteOptions",
];
/** Messages whose JSON is no object; the reader knows each of them. */
const SPECIAL = new Set([
  "meta.v1.Time",
  "meta.v1.MicroTime",
  "meta.v1.FieldsV1",
  "resource.Quantity",
  "intstr.IntOrString",
  "runtime.RawExtension",
  "authentication.v1.ExtraValue",
  "authorization.v1.ExtraValue",
]);

interface Field {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly label: "" | "*" | "%";
}

function main(api: string, machinery: string): void {
  const messages = new Map<string, readonly Field[]>();
  const goTags = new Map<string, string>();
  for (const group of GROUPS) readPackage(join(api, group, "v1"), `${group}.v1`, messages, goTags);
  readPackage(join(machinery, "pkg/apis/meta/v1"), "meta.v1", messages, goTags);
  const table: Record<string, readonly string[]> = {};
  const open = [...ROOTS];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (table[name] !== undefined || SPECIAL.has(name)) continue;
    const fields = messages.get(name);
    if (fields === undefined) throw new Error(`no .proto file declares ${name}`);
    table[name] = fields.map((field) => entry(name, field, goTags));
    open.push(...fields.map((field) => field.type).filter((type) => type.includes(".")));
  }
  writeFileSync(TARGET, render(table));
}

function readPackage(
  dir: string,
  prefix: string,
  messages: Map<string, readonly Field[]>,
  goTags: Map<string, string>,
): void {
  const proto = readFileSync(join(dir, "generated.proto"), "utf8");
  for (const [, name = "", body = ""] of proto.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)) {
    messages.set(`${prefix}.${name}`, fieldsOf(body, prefix));
  }
  const types = readFileSync(join(dir, "types.go"), "utf8");
  for (const [, name = "", body = ""] of types.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    for (const [number, flags] of goFlags(body)) goTags.set(`${prefix}.${name}.${number}`, flags);
  }
}

/** The flags of a Go struct's fields by their number on the wire. */
function goFlags(body: string): readonly (readonly [string, string])[] {
  return [...body.matchAll(/^\t(?:\w+\s+)?(\S+)\s+`(.*)`/gm)].flatMap(([, type = "", tags = ""]) => {
    const number = /protobuf:"[^",]+,(\d+)/.exec(tags)?.[1];
    const inline = /json:"[^"]*,inline/.test(tags);
    return number === undefined ? [] : [[number, `${type.startsWith("*") ? "?" : ""}${inline ? "^" : ""}`]];
  });
}

function fieldsOf(body: string, prefix: string): readonly Field[] {
  const field = /^\s*(optional |repeated |required )?(?:map<string, ([\w.]+)>|([\w.]+)) (\w+) = (\d+);/gm;
  return [...body.matchAll(field)].map(([, label = "", value, type, name = "", number]) => ({
    number: Number(number),
    name,
    type: shorten(value ?? type ?? "", prefix),
    label: value !== undefined ? "%" : label === "repeated " ? "*" : "",
  }));
}

function shorten(type: string, prefix: string): string {
  const bare = type.replace(/^\./, "");
  if (bare.startsWith(`${META}.`)) return `meta.v1.${bare.slice(META.length + 1)}`;
  const other = /^k8s\.io\.(?:api|apimachinery\.pkg\.(?:api|util)|apimachinery\.pkg)\.(.+)$/.exec(bare);
  if (other?.[1] !== undefined) return other[1];
  return /^[A-Z]/.test(bare) ? `${prefix}.${bare}` : bare;
}

/** `NUMBER NAME TYPE FLAGS`. */
function entry(message: string, { number, name, type, label }: Field, goTags: Map<string, string>): string {
  const go = goTags.get(`${message}.${number}`) ?? "";
  return `${number} ${name} ${type} ${label}${go}`.trimEnd();
}

function render(table: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.keys(table)
    .sort()
    .map((name) => `  ${JSON.stringify(name)}: ${JSON.stringify(table[name])},`);
  return [
    "// Written by scripts/kubernetes-messages.ts from k8s.io/api and k8s.io/apimachinery v0.34.1 (Apache-2.0).",
    "",
    "/**",
    " * The fields of each message: number, JSON name, type, and flags: `*` repeated, `%` a map from strings,",
    " * `?` a pointer (its zero counts), `^` written in place of its parent's own fields.",
    " */",
    "export const MESSAGES: Readonly<Record<string, readonly string[]>> = {",
    ...lines,
    "};",
    "",
  ].join("\n");
}

const [api, machinery] = process.argv.slice(2);
if (api === undefined || machinery === undefined) {
  throw new Error("usage: kubernetes-messages.ts DIR_OF_API DIR_OF_APIMACHINERY");
}
main(api, machinery);
