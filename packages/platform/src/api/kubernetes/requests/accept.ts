import { SlipwayError } from "@slipway/model";
import { LRUCache } from "lru-cache";

/** How an answer is to be written: its encoding, and what the objects in it are turned into. */
export interface Accepted {
  readonly encoding: "json" | "yaml";
  readonly as: "object" | "table" | "metadata";
  /** The version of meta.k8s.io that tables and metadata are written in. */
  readonly metaVersion: "v1" | "v1beta1";
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const ENCODINGS = new Map<string, Accepted["encoding"]>([
  ["application/json", "json"],
  ["application/yaml", "yaml"],
  ["application/*", "json"],
  ["*/*", "json"],
]);
const TRANSFORMS = new Map<string, Accepted["as"]>([
  ["Table", "table"],
  ["PartialObjectMetadata", "metadata"],
  ["PartialObjectMetadataList", "metadata"],
]);

/** What clients accept: there are few of them. */
const HEADERS = 64;
const negotiated = new LRUCache<string, Accepted>({ max: HEADERS });

/** The first clause that can be served, by quality, then by order; throws NotAcceptable when there is none. */
export function negotiate(header = ""): Accepted {
  const known = negotiated.get(header);
  if (known !== undefined) return known;
  const accepted = firstServed(header);
  negotiated.set(header, accepted);
  return accepted;
}

function firstServed(header: string): Accepted {
  for (const clause of parseAccept(header)) {
    const accepted = serve(clause);
    if (accepted !== undefined) return accepted;
  }
  throw new SlipwayError(
    "SLIP-API-013",
    "only the following media types are accepted: application/json, application/yaml",
  );
}

/** The discovery versions a client takes in one document, its first choice first; empty for the legacy walk. */
export function aggregatedDiscovery(header: string | undefined): readonly ("v2" | "v2beta1")[] {
  return parseAccept(header)
    .filter(
      (clause) =>
        clause.parameters.get("g") === "apidiscovery.k8s.io" &&
        clause.parameters.get("as") === "APIGroupDiscoveryList",
    )
    .map((clause) => clause.parameters.get("v"))
    .filter((version) => version === "v2" || version === "v2beta1");
}

function parseAccept(header: string | undefined): readonly Clause[] {
  if (header === undefined || header.trim() === "") return [clauseOf("*/*")];
  return header
    .split(",")
    .map(clauseOf)
    .sort((a, b) => b.quality - a.quality);
}

function clauseOf(text: string): Clause {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const parameters = new Map(rest.map(parameterOf));
  const quality = Number(parameters.get("q") ?? "1");
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
}

function parameterOf(text: string): [string, string] {
  const equals = text.indexOf("=");
  return equals < 0 ? [text, ""] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

function serve(clause: Clause): Accepted | undefined {
  const encoding = ENCODINGS.get(clause.type);
  if (encoding === undefined || clause.quality === 0) return undefined;
  const as = clause.parameters.get("as");
  if (as === undefined) return { encoding, as: "object", metaVersion: "v1" };
  const transform = TRANSFORMS.get(as);
  const version = clause.parameters.get("v");
  if (transform === undefined || clause.parameters.get("g") !== "meta.k8s.io") return undefined;
  return version === "v1" || version === "v1beta1"
    ? { encoding, as: transform, metaVersion: version }
    : undefined;
}
