import { createRequire } from "node:module";
import { readZipEntry } from "./zip-entry.ts";

/** A shape of botocore's `service-2.json`: a type of an AWS API with its constraints. */
export interface Shape {
  readonly type:
    | "structure"
    | "list"
    | "map"
    | "string"
    | "integer"
    | "long"
    | "double"
    | "float"
    | "boolean"
    | "timestamp"
    | "blob";
  readonly documentation?: string;
  readonly members?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: boolean;
}

export interface Member {
  readonly shape: string;
  readonly documentation?: string;
}

export interface Operation {
  readonly name: string;
  readonly input?: { readonly shape: string };
  readonly output?: { readonly shape: string };
  readonly errors?: readonly { readonly shape: string }[];
}

export interface ServiceModel {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const DATA = {
  sagemaker: "sagemaker/2017-07-24",
  "application-autoscaling": "application-autoscaling/2016-02-06",
  "sagemaker-runtime": "sagemaker-runtime/2017-05-13",
} as const;

export type ServiceName = keyof typeof DATA;

const loaded = new Map<ServiceName, ServiceModel>();

/** botocore's model of a service, out of the AWS CLI that the npm package `@aws-cdk/asset-awscli-v1` carries. */
export function serviceModel(service: ServiceName): ServiceModel {
  let model = loaded.get(service);
  if (model === undefined) {
    const { ASSET_FILE } = createRequire(import.meta.url)("@aws-cdk/asset-awscli-v1") as {
      ASSET_FILE: string;
    };
    const entry = `awscli/awscli/botocore/data/${DATA[service]}/service-2.json`;
    model = JSON.parse(readZipEntry(ASSET_FILE, entry).toString("utf8")) as ServiceModel;
    loaded.set(service, model);
  }
  return model;
}

export function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`the service model has no shape ${name}`);
  return shape;
}

export function operationOf(model: ServiceModel, name: string): Operation {
  const operation = model.operations[name];
  if (operation === undefined) throw new Error(`the service model has no operation ${name}`);
  return operation;
}
