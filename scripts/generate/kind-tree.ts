import { defined } from "../../packages/model/src/defined.ts";
import type { KindDefinition } from "./kinds.ts";
import { fieldName } from "./naming/field-name.ts";
import {
  type Member,
  operationOf,
  type ServiceModel,
  serviceModel,
  shapeOf,
} from "./source/service-model.ts";

export type FieldType =
  | {
      readonly is: "scalar";
      readonly type: "string" | "integer" | "number" | "boolean";
      readonly format?: string;
      readonly shape: string;
    }
  | { readonly is: "list"; readonly item: FieldType; readonly documentation?: string | undefined }
  | { readonly is: "map"; readonly value: FieldType }
  | {
      readonly is: "structure";
      readonly shape: string;
      readonly documentation?: string | undefined;
      readonly fields: readonly Field[];
    };

export interface Field {
  /** ACK's name. */
  readonly name: string;
  /** AWS's name. */
  readonly member: string;
  readonly type: FieldType;
  readonly documentation?: string | undefined;
}

/** One kind as ACK would lay it out: fields of spec and status, by name. */
export interface KindTree {
  readonly definition: KindDefinition;
  readonly documentation?: string | undefined;
  readonly spec: readonly Field[];
  readonly status: readonly Field[];
  /** ACK's names of what a spec must have. */
  readonly required: readonly string[];
}

export function kindTree(definition: KindDefinition): KindTree {
  const model = serviceModel(definition.service);
  const create = operationOf(model, definition.create);
  const input = shapeOf(model, create.input?.shape ?? "");
  const own = Object.entries(input.members ?? {});
  const also = (definition.alsoSpec ?? []).map(
    ({ shape, member }) => [member, memberOf(model, shape, member)] as const,
  );
  const spec = fieldsOf(model, [...own, ...also]);
  const inSpec = new Set(spec.map((field) => field.member));
  const required =
    definition.required ?? (input.required ?? []).filter((member) => !isToken(input.members?.[member]));
  return {
    definition,
    documentation: input.documentation,
    spec,
    status: statusFields(model, definition, inSpec),
    required: required.map(fieldName).sort(),
  };
}

const isToken = (member: (Member & { readonly idempotencyToken?: boolean }) | undefined): boolean =>
  member?.idempotencyToken === true;

/** What creating returns and describing tells, less what the spec says already and the ARN, which ACK keeps apart. */
function statusFields(
  model: ServiceModel,
  definition: KindDefinition,
  inSpec: ReadonlySet<string>,
): readonly Field[] {
  const output = operationOf(model, definition.create).output?.shape;
  const statusOnly = {
    ...(output === undefined ? {} : shapeOf(model, output).members),
    ...shapeOf(model, definition.described).members,
  };
  const fields = fieldsOf(
    model,
    Object.entries(statusOnly).filter(([member]) => member !== definition.arn && !inSpec.has(member)),
  );
  const extra = Object.entries(definition.alsoStatus ?? {}).map(
    ([name, format]): Field => ({
      name,
      member: name,
      type: scalar("String", "string", format || undefined),
    }),
  );
  return byName([...fields, ...extra]);
}

function memberOf(model: ServiceModel, shape: string, name: string): Member {
  const member = shapeOf(model, shape).members?.[name];
  if (member === undefined) throw new Error(`shape ${shape} has no member ${name}`);
  return member;
}

function fieldsOf(
  model: ServiceModel,
  members: readonly (readonly [string, Member])[],
  above: readonly string[] = [],
): readonly Field[] {
  return byName(
    members.map(([member, reference]) => ({
      name: fieldName(member),
      member,
      type: typeOf(model, reference.shape, above),
      documentation: reference.documentation,
    })),
  );
}

const byName = (fields: readonly Field[]): readonly Field[] =>
  [...fields].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const scalar = (
  shape: string,
  type: "string" | "integer" | "number" | "boolean",
  format?: string,
): FieldType => ({
  is: "scalar",
  type,
  shape,
  ...defined({ format }),
});

function typeOf(model: ServiceModel, name: string, above: readonly string[]): FieldType {
  const shape = shapeOf(model, name);
  switch (shape.type) {
    case "structure":
      if (above.includes(name))
        throw new Error(`shape ${name} holds itself: a structural schema cannot say that`);
      return {
        is: "structure",
        shape: name,
        documentation: shape.documentation,
        fields: fieldsOf(model, Object.entries(shape.members ?? {}), [...above, name]),
      };
    case "list":
      return {
        is: "list",
        item: typeOf(model, shape.member?.shape ?? "", above),
        documentation: shape.documentation,
      };
    case "map":
      return { is: "map", value: typeOf(model, shape.value?.shape ?? "", above) };
    case "integer":
    case "long":
      return scalar(name, "integer", "int64");
    case "double":
    case "float":
      return scalar(name, "number");
    case "boolean":
      return scalar(name, "boolean");
    case "timestamp":
      return scalar(name, "string", "date-time");
    case "blob":
      return scalar(name, "string", "byte");
    case "string":
      return scalar(name, "string");
  }
}
