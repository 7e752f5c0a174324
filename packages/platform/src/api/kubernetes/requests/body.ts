import { SlipwayError } from "@slipway/model";
import { parse as parseYaml } from "yaml";

const JSON_TYPE = "application/json";
const YAML_TYPE = "application/yaml";

/** The media type without parameters; a missing one means JSON, as kubectl 1.20 relies on. */
export function mediaType(contentType: string | undefined): string {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return type === "" ? JSON_TYPE : type;
}

/** The error for a body in a format that is not taken here. */
export function unsupportedMediaType(accepted: readonly string[]): SlipwayError {
  return new SlipwayError(
    "SLIP-API-011",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );
}

/** Reads a body that must be one JSON or YAML object; `expects` is the kind to name in complaints. */
export function readObject(
  body: Buffer,
  contentType: string | undefined,
  expects: string,
): Readonly<Record<string, unknown>> {
  const type = mediaType(contentType);
  if (type !== JSON_TYPE && type !== YAML_TYPE) throw unsupportedMediaType([JSON_TYPE, YAML_TYPE]);
  const value = parseText(body, type === YAML_TYPE, (problem) => unrecognized(expects, problem));
  if (!isObject(value)) throw unrecognized(expects, "the body is not an object");
  return value;
}

/** Parses JSON, or YAML where it may stand; `complain` makes the error of what cannot be parsed. */
export function parseText(
  body: Buffer,
  yamlToo: boolean,
  complain: (problem: string) => SlipwayError,
): unknown {
  const text = body.toString("utf8");
  try {
    return yamlToo && !/^\s*[[{]/.test(text) ? parseYaml(text, { merge: true }) : JSON.parse(text);
  } catch (error) {
    throw complain(`${yamlToo ? "yaml" : "json"} parse error: ${(error as Error).message}`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unrecognized(expects: string, problem: string): SlipwayError {
  return new SlipwayError(
    "SLIP-API-008",
    `the object provided is unrecognized (must be of type ${expects}): couldn't get version/kind; ${problem}`,
  );
}
