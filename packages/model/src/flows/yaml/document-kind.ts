import { didYouMean } from "../did-you-mean.ts";
import { FLOW_API_VERSION, FLOW_KIND } from "./flow-manifest.ts";

type Members = Readonly<Record<string, unknown>>;

/** What a document is: a manifest of a Flow, however wrong; a definition without one; a list of objects; or something else, in words. */
export type DocumentKind = "manifest" | "definition" | "list" | { readonly other: string };

/** Whoever meant a flow and misspelt it is to hear that, and not that there is none. */
export function documentKind(value: unknown): DocumentKind {
  if (!isObject(value)) return { other: Array.isArray(value) ? "a list" : "a text" };
  if (value["kind"] === "List" && Array.isArray(value["items"])) return "list";
  if (value["apiVersion"] === undefined && value["kind"] === undefined && isDefinition(value))
    return "definition";
  if (isManifest(value)) return "manifest";
  const { kind } = value;
  return { other: typeof kind === "string" ? kind.slice(0, 80) : "an object of no kind" };
}

export const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isDefinition(value: Members): boolean {
  if (Object.hasOwn(value, "steps")) return true;
  return Object.keys(value).some((name) => Array.isArray(value[name]) && isNear(name, "steps"));
}

function isManifest({ apiVersion, kind, spec }: Members): boolean {
  const holdsSteps = isObject(spec) && isDefinition(spec);
  const [group] = FLOW_API_VERSION.split("/");
  const isOurs = typeof apiVersion === "string" && apiVersion.split("/")[0] === group;
  if (kind === FLOW_KIND) return isOurs || holdsSteps;
  const isMisspelt = typeof kind !== "string" || isNear(kind, FLOW_KIND);
  return isMisspelt && (isOurs || (apiVersion === undefined && holdsSteps));
}

const isNear = (word: string, meant: string): boolean =>
  word.toLowerCase() === meant.toLowerCase() || didYouMean(word, [meant]) !== undefined;
