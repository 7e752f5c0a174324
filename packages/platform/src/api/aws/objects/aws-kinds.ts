import { type AwsIdentity, type Kind, type Resource, sagemakerArn } from "@slipway/model";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { type EndpointConfig, endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { AwsError } from "../aws-error.ts";

type Taken = "SLIP-API-002" | "SLIP-RUN-003";

/** What the AWS API says of a kind beyond its fields: names and sentences. */
export interface AwsKind<R extends Resource = Resource> {
  readonly kind: Kind<R>;
  /** The member of requests that carries the name. */
  readonly member: string;
  /** The member of answers that carries the ARN. */
  readonly arnMember: string;
  /** The AWS name; "" of an object that has none yet. */
  readonly nameOf: (object: R) => string;
  readonly arn: (identity: AwsIdentity, name: string) => string;
  readonly notFound: (arn: string) => AwsError;
  /** `code` tells an object of that name from one that holds the AWS name under another metadata.name. */
  readonly exists: (arn: string, code: Taken) => AwsError;
}

export const trainingJobs: AwsKind<TrainingJob> = {
  kind: trainingJobKind,
  member: "TrainingJobName",
  arnMember: "TrainingJobArn",
  nameOf: nameIn("trainingJobName"),
  arn: (identity, name) => sagemakerArn(identity, "training-job", name),
  notFound: () => new AwsError("SLIP-API-001", "Requested resource not found.", { status: 400 }),
  exists: (arn, code) =>
    new AwsError(
      code,
      `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
      { status: 400 },
    ),
};

export const models: AwsKind<Model> = {
  kind: modelKind,
  member: "ModelName",
  arnMember: "ModelArn",
  nameOf: nameIn("modelName"),
  arn: (identity, name) => sagemakerArn(identity, "model", name),
  ...sentences("model"),
};

export const endpointConfigs: AwsKind<EndpointConfig> = {
  kind: endpointConfigKind,
  member: "EndpointConfigName",
  arnMember: "EndpointConfigArn",
  nameOf: nameIn("endpointConfigName"),
  arn: (identity, name) => sagemakerArn(identity, "endpoint-config", name),
  ...sentences("endpoint configuration"),
};

export const endpoints: AwsKind<Endpoint> = {
  kind: endpointKind,
  member: "EndpointName",
  arnMember: "EndpointArn",
  nameOf: nameIn("endpointName"),
  arn: (identity, name) => sagemakerArn(identity, "endpoint", name),
  ...sentences("endpoint"),
};

function nameIn(field: string): (object: Resource) => string {
  return ({ spec }) => {
    const name = (spec as Readonly<Record<string, unknown>> | undefined)?.[field];
    return typeof name === "string" ? name : "";
  };
}

/** SageMaker answers ValidationException here, where jobs have ResourceInUse and others ResourceNotFound. */
function sentences(noun: string): Pick<AwsKind, "notFound" | "exists"> {
  const error = (code: "SLIP-API-001" | Taken, message: string) =>
    new AwsError(code, message, { type: "ValidationException", status: 400 });
  return {
    notFound: (arn) => error("SLIP-API-001", `Could not find ${noun} "${arn}".`),
    exists: (arn, code) => error(code, `Cannot create already existing ${noun} "${arn}".`),
  };
}
