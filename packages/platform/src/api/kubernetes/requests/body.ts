import { isSlipwayError, SlipwayError } from "@slipway/model";
import { limitObject } from "#embedded/apiserver/json/limits.ts";
import { hasProtobuf, PROTOBUF, readProtobuf } from "../protobuf/read-protobuf.ts";
import { parseYaml } from "./parse-yaml.ts";

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

/** The kind that a body should be of. */
export interface Expected {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Reads a body that must be one object, and no larger than objects are. */
export function readObject(
  body: Buffer,
  contentType: string | undefined,
  expects: Expected,
): Readonly<Record<string, unknown>> {
  const value = parseObject(body, contentType, expects);
  limitObject(value);
  return value;
}

/** One object of any size: JSON, YAML, or for built-in kinds protobuf, as Go's typed clients write. */
export function parseObject(
  body: Buffer,
  contentType: string | undefined,
  expects: Expected,
): Readonly<Record<string, unknown>> {
  const type = mediaType(contentType);
  const { group, version, kind } = expects;
  const accepted = [JSON_TYPE, YAML_TYPE, ...(hasProtobuf(group, version, kind) ? [PROTOBUF] : [])];
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted);
  const complain = (problem: string) => unrecognized(kind, problem);
  const value =
    type === PROTOBUF ? parseBinary(body, complain) : parseText(body, type === YAML_TYPE, complain);
  if (!isObject(value)) throw unrecognized(kind, "the body is not an object");
  return value;
}

function parseBinary(body: Buffer, complain: (problem: string) => SlipwayError): unknown {
  try {
    return readProtobuf(body);
  } catch (error) {
    throw complain(`protobuf parse error: ${(error as Error).message}`);
  }
}

/** Parses JSON, or YAML where it may stand; `complain` makes the error of what cannot be parsed. */
export function parseText(
  body: Buffer,
  yamlToo: boolean,
  complain: (problem: string) => SlipwayError,
): unknown {
  const text = body.toString("utf8");
  try {
    return yamlToo && !/^\s*[[{]/.test(text) ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    if (isSlipwayError(error)) throw error;
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
