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
  readonly flattened?: boolean;
  /** Of an error: how AWS Query calls it. */
  readonly error?: { readonly code?: string; readonly httpStatusCode: number };
}

export interface Member {
  readonly shape: string;
  /** Its name on the wire where that is another. */
  readonly locationName?: string;
  readonly documentation?: string;
}

export interface Operation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input?: { readonly shape: string };
  readonly output?: { readonly shape: string; readonly resultWrapper?: string };
  readonly errors?: readonly { readonly shape: string }[];
}

/** Which protocols a service speaks, and what each of them calls it. */
export interface Metadata {
  readonly protocols: readonly string[];
  readonly targetPrefix?: string;
  readonly apiVersion: string;
  readonly xmlNamespace?: string;
}

export interface ServiceModel {
  readonly metadata: Metadata;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const DATA = {
  sagemaker: "sagemaker/2017-07-24",
  "application-autoscaling": "application-autoscaling/2016-02-06",
  "sagemaker-runtime": "sagemaker-runtime/2017-05-13",
  "sagemaker-metrics": "sagemaker-metrics/2022-09-30",
  sts: "sts/2011-06-15",
  iam: "iam/2010-05-08",
  logs: "logs/2014-03-28",
  monitoring: "cloudwatch/2010-08-01",
} as const;

/** By the name that signatures and ARNs have for the service; SageMaker's further APIs, which share its name, by botocore's. */
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
