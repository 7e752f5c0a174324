import { readFileSync } from "node:fs";
import { dump } from "js-yaml";
import { defined } from "../../../packages/model/src/defined.ts";
import type { Random } from "../../soak/random.ts";
import type { FuzzRequest } from "../support/fuzz-request.ts";
import {
  anyValue,
  type Json,
  mutateBytes,
  mutateJson,
  mutateText,
  pick,
  wellFormed,
} from "../support/mutate.ts";
import type { FuzzTarget } from "../support/target.ts";
import { type FuzzKind, KINDS } from "./kubernetes-objects.ts";

interface Draft {
  method: string;
  path: string;
  type?: string;
  accept?: string;
  body?: Json | string;
}

/** What kubectl 1.20 and 1.36 sent, recorded before a real API server. */
const RECORDED = JSON.parse(
  readFileSync(new URL("../testdata/kubectl-requests.json", import.meta.url), "utf8"),
) as readonly Draft[];

const NAMES = 30;
const PATCHES = ["json-patch+json", "merge-patch+json", "strategic-merge-patch+json", "apply-patch+yaml"];
const TYPES = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  ...PATCHES.map((type) => `application/${type}`),
  "text/plain",
  "",
];
const ACCEPTS = [
  "application/json",
  "application/yaml",
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
  "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  "application/vnd.kubernetes.protobuf",
  "*/*",
];
const PARAMETERS: readonly (readonly [string, readonly string[]])[] = [
  ["labelSelector", ["app=fuzz", "a in (b,c),!d", "a!=b", "a in (", "=", ",,,"]],
  ["fieldSelector", ["metadata.name=fuzz-1", "status.phase!=Running", "spec.x=1", "metadata.name"]],
  ["limit", ["1", "3", "0", "-1", "x", "99999999999999999999"]],
  ["continue", ["x", "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ", ""]],
  ["resourceVersion", ["0", "1", "", "-1", "abc"]],
  ["resourceVersionMatch", ["Exact", "NotOlderThan", "x"]],
  ["watch", ["true", "1", "x", "false"]],
  ["timeoutSeconds", ["1", "0", "-1", "x"]],
  ["sendInitialEvents", ["true", "false"]],
  ["allowWatchBookmarks", ["true"]],
  ["dryRun", ["All", "x", ""]],
  ["fieldValidation", ["Strict", "Warn", "Ignore", "x"]],
  ["fieldManager", ["fuzz", "other", "\u0001", "x".repeat(200)]],
  ["force", ["true", "false", "x"]],
  ["propagationPolicy", ["Background", "Foreground", "Orphan", "x"]],
  ["gracePeriodSeconds", ["0", "1", "-1", "x"]],
  ["pretty", ["true"]],
  ["tailLines", ["1", "-1", "x"]],
  ["container", ["main", "x"]],
  ["sinceSeconds", ["1", "0"]],
];

/** A request to the Kubernetes door: a whole one of kubectl or of any verb and kind, changed here and there. */
export function kubernetesRequest(random: Random, { token }: FuzzTarget): FuzzRequest {
  const draft = random.chance(0.2) ? { ...pick(random, RECORDED) } : drafted(random);
  if (random.chance(0.5)) change(random, draft);
  const method = draft.method;
  const path = isHarmful(method, draft.path) ? "/api/v1/namespaces/fuzz/configmaps" : draft.path;
  return {
    door: "kubernetes",
    method,
    path,
    headers: headersOf(random, draft, token),
    body: method === "GET" || method === "HEAD" ? Buffer.alloc(0) : bodyOf(random, draft),
  };
}

function drafted(random: Random): Draft {
  const kind = pick(random, KINDS);
  const name = `fuzz-${random.between(0, NAMES - 1)}`;
  const all = `${kind.base}/namespaces/fuzz/${kind.plural}`;
  const one = `${all}/${name}`;
  const object = whole(kind, name);
  switch (random.between(0, 13)) {
    case 0:
    case 1:
    case 2:
      return { method: "POST", path: all, body: object };
    case 3:
      return { method: "PUT", path: one, body: object };
    case 4:
    case 5:
    case 6:
    case 7:
      return patchOf(random, one, object);
    case 8:
      return {
        method: "DELETE",
        path: one,
        body: { kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 0 },
      };
    case 9:
      return {
        method: pick(random, ["GET", "PUT", "PATCH"]),
        path: `${one}/${pick(random, ["status", "log", "scale", "exec"])}`,
        body: object,
      };
    case 10:
      return { method: "GET", path: one };
    case 11:
      return { method: "GET", path: `${all}?watch=true&timeoutSeconds=1` };
    case 12:
      return random.chance(0.1) ? { method: "DELETE", path: all } : { method: "GET", path: all };
    default:
      return {
        method: "GET",
        path: pick(random, [
          "/api",
          "/apis",
          "/version",
          "/openapi/v2",
          "/openapi/v3",
          "/",
          kind.base,
          `${kind.base}/${kind.plural}`,
          "/metrics",
        ]),
      };
  }
}

function whole({ apiVersion, kind, rest }: FuzzKind, name: string): { [field: string]: Json } {
  const metadata = { name, labels: { app: "fuzz" }, annotations: { note: "x" }, finalizers: [] };
  return { apiVersion, kind, metadata, ...rest(name) };
}

function patchOf(random: Random, path: string, object: Json): Draft {
  const type = pick(random, PATCHES);
  const query = type.startsWith("apply") ? `?fieldManager=${pick(random, ["a", "b"])}&force=true` : "";
  const body = type.startsWith("json-patch") ? operations(random) : object;
  return { method: "PATCH", path: `${path}${query}`, type: `application/${type}`, body };
}

const POINTERS = [
  "/data/a",
  "/metadata/labels/app",
  "/metadata/annotations",
  "/metadata",
  "/spec",
  "/spec/containers/0",
  "/spec/containers/-",
  "",
  "/",
  "/x~1y",
  "/__proto__/x",
  "/metadata/name",
];

function operations(random: Random): Json[] {
  return Array.from({ length: random.between(0, 30) }, () => ({
    op: pick(random, ["add", "remove", "replace", "move", "copy", "test", "x"]),
    path: pick(random, POINTERS),
    from: pick(random, POINTERS),
    value: random.chance(0.3) ? anyValue(random) : "v",
  }));
}

function change(random: Random, draft: Draft): void {
  if (draft.body !== undefined && random.chance(0.7)) {
    draft.body =
      typeof draft.body === "string" ? mutateText(random, draft.body) : mutateJson(random, draft.body);
  }
  if (random.chance(0.3)) draft.path += parameter(random, draft.path.includes("?") ? "&" : "?");
  if (random.chance(0.1)) draft.path = encoded(mutateText(random, draft.path));
  if (random.chance(0.1)) draft.type = oneOf(random, TYPES);
  if (random.chance(0.2)) draft.accept = oneOf(random, ACCEPTS);
  if (random.chance(0.05)) {
    draft.method = pick(random, [
      "GET",
      "PUT",
      "POST",
      "PATCH",
      "DELETE",
      "HEAD",
      "OPTIONS",
      "TRACE",
      "QUERY",
    ]);
  }
}

function parameter(random: Random, before: string): string {
  const [name, values] = pick(random, PARAMETERS);
  const value = random.chance(0.8) ? pick(random, values) : mutateText(random, pick(random, values));
  return `${before}${name}=${encodeURIComponent(wellFormed(value))}`;
}

const oneOf = (random: Random, headers: readonly string[]): string =>
  random.chance(0.8) ? pick(random, headers) : header(mutateText(random, pick(random, headers)));

const encoded = (path: string): string =>
  `/${[...wellFormed(path)]
    .map((c) => (/[\x21-\x7e]/.test(c) ? c : encodeURIComponent(c)))
    .join("")
    .replace(/^\/+/, "")}`.slice(0, 8_000);
const header = (text: string): string => text.replace(/[^\x20-\x7e]/g, "").slice(0, 4_000);

function headersOf(random: Random, { type, accept, body }: Draft, token: string): Record<string, string> {
  const known = random.chance(0.97) ? token : mutateText(random, token);
  const contentType = type ?? (body === undefined ? undefined : "application/json");
  return {
    authorization: header(`Bearer ${known}`),
    "user-agent": random.chance(0.9) ? "kubectl/v1.36 (fuzz)" : header(mutateText(random, "kubectl/v1.36")),
    ...(contentType === undefined || contentType === "" ? {} : { "content-type": contentType }),
    ...defined({ accept }),
    ...(random.chance(0.2) ? { "accept-encoding": "gzip" } : {}),
    ...(random.chance(0.02) ? { "impersonate-user": "somebody" } : {}),
  };
}

function bodyOf(random: Random, { body, type }: Draft): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  const asYaml =
    type === "application/yaml" || (type === "application/apply-patch+yaml" && random.chance(0.5));
  const text = typeof body === "string" ? body : asYaml ? dump(body) : JSON.stringify(body);
  const bytes = Buffer.from(text);
  return random.chance(0.1) ? mutateBytes(random, bytes) : bytes;
}

/** What would end the home, or its canaries, and not only what was fuzzed: writes outside of the fuzzed namespace. */
function isHarmful(method: string, path: string): boolean {
  if (["GET", "HEAD", "OPTIONS", "TRACE"].includes(method)) return false;
  const [pathname = ""] = path.split("?");
  if (/^\/apis\/auth[a-z]+\.k8s\.io\/v1\/self[a-z]+$/.test(pathname)) return false;
  return !/^\/(api\/v1|apis\/[^/]+\/[^/]+)\/namespaces\/fuzz\/[a-z]+(\/[^/]*){0,2}$/.test(pathname);
}
