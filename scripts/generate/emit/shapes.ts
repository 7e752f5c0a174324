import type { AwsProtocols, QueryError } from "../../../packages/model/src/aws/service.ts";
import type { Operation as OperationRow, Shape as ShapeRow } from "../../../packages/model/src/aws/shape.ts";
import { defined } from "../../../packages/model/src/defined.ts";
import { isOpenEnum } from "../kinds.ts";
import { fieldName } from "../naming/field-name.ts";
import { isWritten, type NamedOperation, operationsOf, requiredByAck } from "../services.ts";
import {
  operationOf,
  type ServiceModel,
  type ServiceName,
  type Shape,
  serviceModel,
  shapeOf,
} from "../source/service-model.ts";
import { HEADER } from "./header.ts";
import { literal } from "./literal.ts";

/** `shapes.generated.ts` of a service: every shape that the operations reach, with its constraints and ACK's names. */
export function shapesFile(service: ServiceName): string {
  const rows = [...reached(service)].sort().map((name) => [name, row(service, name)] as const);
  return `${HEADER}import type { Shape } from "../shape.ts";

export const SHAPES: Readonly<Record<string, Shape>> = ${literal(Object.fromEntries(rows))};
`;
}

/** `operations.generated.ts` of a service: the protocols it speaks, the operations' inputs, outputs and errors. */
export function operationsFile(service: ServiceName): string {
  const rows = operationsOf(service).map(
    (operation) => [operation.name, operationRow(serviceModel(service), operation)] as const,
  );
  const model = serviceModel(service);
  const protocols = protocolsOf(service);
  const errors = protocols.query === undefined ? undefined : queryErrors(model, service);
  const types = errors === undefined ? "AwsProtocols" : "AwsProtocols, QueryError";
  return `${HEADER}import type { ${types} } from "../service.ts";
import type { Operation } from "../shape.ts";

export const PROTOCOLS: AwsProtocols = ${literal(protocols)};
${errors === undefined ? "" : `\nexport const QUERY_ERRORS: Readonly<Record<string, QueryError>> = ${literal(errors)};\n`}
export const OPERATIONS = ${literal(Object.fromEntries(rows))} as const satisfies Readonly<Record<string, Operation>>;
`;
}

function protocolsOf(service: ServiceName): AwsProtocols {
  const model = serviceModel(service);
  const { protocols, targetPrefix = "", apiVersion, xmlNamespace = "" } = model.metadata;
  const paths = operationsOf(service).map(({ name }) => {
    const { method, requestUri } = operationOf(model, name).http;
    return [name, `${method} ${requestUri}`] as const;
  });
  return defined({
    json: protocols.includes("json") ? { targetPrefix } : undefined,
    cbor: protocols.includes("smithy-rpc-v2-cbor") ? { service: targetPrefix } : undefined,
    restJson: protocols.includes("rest-json") ? Object.fromEntries(paths) : undefined,
    query: protocols.includes("query") ? { version: apiVersion, namespace: xmlNamespace } : undefined,
  });
}

/** What the Query protocol calls the errors that the operations declare, and their status. */
function queryErrors(model: ServiceModel, service: ServiceName): Readonly<Record<string, QueryError>> {
  const declared = operationsOf(service).flatMap(({ name }) => operationOf(model, name).errors ?? []);
  const rows = [...new Set(declared.map(({ shape }) => shape))].sort().flatMap((shape) => {
    const { error } = shapeOf(model, shape);
    return error === undefined
      ? []
      : [[shape, { code: error.code ?? shape, status: error.httpStatusCode }] as const];
  });
  return Object.fromEntries(rows);
}

function operationRow(service: ServiceModel, { name, kind }: NamedOperation): OperationRow {
  const { input, output, errors } = operationOf(service, name);
  const items = output === undefined || !name.startsWith("List") ? undefined : itemsOf(service, output.shape);
  return {
    input: input?.shape ?? "",
    ...(output === undefined ? {} : { output: output.shape }),
    ...(errors === undefined ? {} : { errors: errors.map(({ shape }) => shape) }),
    ...defined({ kind, items, wrapper: output?.resultWrapper }),
  };
}

function itemsOf(service: ServiceModel, output: string): readonly [string, string] | undefined {
  for (const [member, { shape }] of Object.entries(shapeOf(service, output).members ?? {})) {
    const list = shapeOf(service, shape);
    if (list.type === "list") return [member, list.member?.shape ?? ""];
  }
  return undefined;
}

function reached(service: ServiceName): ReadonlySet<string> {
  const model = serviceModel(service);
  const seen = new Set<string>();
  const visit = (name: string | undefined): void => {
    if (name === undefined || seen.has(name)) return;
    seen.add(name);
    const { members = {}, member, key, value } = shapeOf(model, name);
    for (const [of, reference] of Object.entries(members)) if (isWritten(name, of)) visit(reference.shape);
    for (const reference of [member, key, value]) visit(reference?.shape);
  };
  for (const { input, output } of operationsOf(service).map(({ name }) => operationOf(model, name))) {
    visit(input?.shape);
    visit(output?.shape);
  }
  return seen;
}

function row(service: ServiceName, name: string): ShapeRow {
  const shape = shapeOf(serviceModel(service), name);
  requirePlainNames(name, shape);
  switch (shape.type) {
    case "structure":
      return structure({ service, name }, shape);
    case "list":
      return { type: "list", member: shape.member?.shape ?? "", ...bounds(shape) };
    case "map":
      return { type: "map", key: shape.key?.shape ?? "", value: shape.value?.shape ?? "", ...bounds(shape) };
    case "string":
      return text(name, shape);
    case "integer":
    case "long":
      return { type: "integer", ...bounds(shape) };
    case "double":
    case "float":
      return { type: "number", ...bounds(shape) };
    case "boolean":
    case "timestamp":
      return { type: shape.type };
    case "blob":
      throw new Error(`shape ${name} is a blob: the model's translation of names does not know blobs yet`);
  }
}

function structure(
  { service, name }: { readonly service: ServiceName; readonly name: string },
  shape: Shape,
): ShapeRow {
  const members = Object.entries(shape.members ?? {})
    .filter(([member]) => isWritten(name, member))
    .map(([member, at]) => [member, [fieldName(member), at.shape]]);
  const required = [...new Set([...(shape.required ?? []), ...(requiredByAck(service, name) ?? [])])];
  return {
    type: "structure",
    members: Object.fromEntries(members),
    ...(required.length === 0 ? {} : { required }),
  };
}

function text(name: string, shape: Shape): ShapeRow {
  const { pattern, enum: values } = shape;
  return {
    type: "string",
    ...bounds(shape),
    ...(pattern === undefined ? {} : { pattern: javaScriptPattern(name, pattern) }),
    ...(values === undefined ? {} : { enum: values, ...(isOpenEnum(name) ? { open: true } : {}) }),
    ...(shape.sensitive === true || mayBeSecret(name) ? { sensitive: true } : {}),
  };
}

/** Programs take passwords from their environment; AWS's model does not mark that as sensitive. */
const mayBeSecret = (shape: string): boolean => shape.endsWith("EnvironmentValue");

/** Renamed members and flattened lists of AWS Query: no service of the table has any yet, so its form and XML do not know them. */
function requirePlainNames(name: string, { members = {}, member, key, value, flattened }: Shape): void {
  const references = [...Object.values(members), member, key, value];
  if (flattened === true || references.some((reference) => reference?.locationName !== undefined))
    throw new Error(
      `shape ${name} has names of its own on the wire: the protocols here do not know those yet`,
    );
}

const bounds = ({ min, max }: Shape): { readonly min?: number; readonly max?: number } =>
  defined({ min, max });

/** AWS's patterns are Java's; these classes have another spelling here. */
function javaScriptPattern(name: string, pattern: string): string {
  const translated = pattern.replaceAll("\\p{Alnum}", "a-zA-Z0-9").replaceAll("\\p{Print}", "[ -~]");
  try {
    new RegExp(`^(?:${translated})$`, "u");
  } catch (cause) {
    throw new Error(`the pattern of shape ${name} does not compile in JavaScript: ${pattern}`, { cause });
  }
  return translated;
}
