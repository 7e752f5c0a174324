import { defined } from "@slipway/model";

/** What a path below /api or /apis names. `group` is "" for core. */
export type ApiPath =
  | { readonly kind: "core-versions" }
  | { readonly kind: "groups" }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "version"; readonly group: string; readonly version: string }
  | ResourcePath;

export interface ResourcePath {
  readonly kind: "resource";
  readonly group: string;
  readonly version: string;
  readonly namespace?: string;
  readonly plural: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** `/api/v1/namespaces/NAME/status` is the namespace's own subresource, not a collection inside it. */
const NAMESPACE_SUBRESOURCES = new Set(["status", "finalize"]);

/** Undefined for what no API server would route: the answer is a plain 404. */
export function parsePath(pathname: string): ApiPath | undefined {
  const segments = decodeSegments(pathname);
  if (segments === undefined) return undefined;
  const [root, ...rest] = segments;
  if (root === "api") return parseCore(rest);
  return root === "apis" ? parseGroups(rest) : undefined;
}

function parseCore(segments: readonly string[]): ApiPath | undefined {
  const [version, ...rest] = segments;
  if (version === undefined) return { kind: "core-versions" };
  return rest.length === 0 ? { kind: "version", group: "", version } : parseResource("", version, rest);
}

function parseGroups(segments: readonly string[]): ApiPath | undefined {
  const [group, version, ...rest] = segments;
  if (group === undefined) return { kind: "groups" };
  if (version === undefined) return { kind: "group", group };
  return rest.length === 0 ? { kind: "version", group, version } : parseResource(group, version, rest);
}

function parseResource(group: string, version: string, segments: readonly string[]): ApiPath | undefined {
  const [first, namespace, plural, ...rest] = segments;
  const inNamespace =
    first === "namespaces" &&
    namespace !== undefined &&
    plural !== undefined &&
    !(segments.length === 3 && NAMESPACE_SUBRESOURCES.has(plural));
  return inNamespace
    ? addressed({ kind: "resource", group, version, namespace, plural }, rest)
    : addressed({ kind: "resource", group, version, plural: first ?? "" }, segments.slice(1));
}

function addressed(collection: ResourcePath, rest: readonly string[]): ResourcePath | undefined {
  const [name, subresource, ...more] = rest;
  if (more.length > 0) return undefined;
  return {
    ...collection,
    ...defined({ name, subresource }),
  };
}

/** A trailing slash means nothing; an empty, dotted or slashed segment names nothing. */
function decodeSegments(pathname: string): readonly string[] | undefined {
  const raw = pathname.replace(/^\//, "").replace(/\/$/, "").split("/");
  try {
    const segments = raw.map(decodeURIComponent);
    return segments.every((segment) => /^(?!\.{1,2}$)[^/\0]+$/.test(segment)) ? segments : undefined;
  } catch {
    return undefined;
  }
}
