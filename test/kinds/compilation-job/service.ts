import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import type { AwsService } from "@slipway/model/aws/service.ts";
import type { Operation, Shape } from "@slipway/model/aws/shape.ts";

const operation = (name: string, more: Partial<Operation> = {}): Operation => ({
  input: `${name}Request`,
  kind: "CompilationJob",
  ...more,
});

/** As much of SageMaker's compilation jobs as a toy needs, in the words of AWS's own model. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateCompilationJob: operation("CreateCompilationJob", { output: "CreateCompilationJobResponse" }),
  DescribeCompilationJob: operation("DescribeCompilationJob", { output: "DescribeCompilationJobResponse" }),
  ListCompilationJobs: operation("ListCompilationJobs", {
    output: "ListCompilationJobsResponse",
    items: ["CompilationJobSummaries", "CompilationJobSummary"],
  }),
  StopCompilationJob: operation("StopCompilationJob"),
  DeleteCompilationJob: operation("DeleteCompilationJob"),
};

const structure = (
  members: Extract<Shape, { readonly type: "structure" }>["members"],
  required: readonly string[] = [],
): Shape => ({ type: "structure", members, required });

const name = { CompilationJobName: ["compilationJobName", "EntityName"] } as const;
const role = { RoleArn: ["roleARN", "RoleArn"] } as const;
const answer = {
  ...name,
  CompilationJobArn: ["compilationJobARN", "CompilationJobArn"],
  CompilationJobStatus: ["compilationJobStatus", "CompilationJobStatus"],
  CreationTime: ["creationTime", "Timestamp"],
} as const;

const SHAPES: Readonly<Record<string, Shape>> = {
  EntityName: { type: "string", min: 1, max: 63, pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}" },
  RoleArn: { type: "string", min: 20, max: 2048 },
  CompilationJobArn: { type: "string" },
  CompilationJobStatus: {
    type: "string",
    enum: ["INPROGRESS", "COMPLETED", "FAILED", "STARTING", "STOPPING", "STOPPED"],
  },
  NameContains: { type: "string" },
  Timestamp: { type: "timestamp" },
  CreateCompilationJobRequest: structure({ ...name, ...role }, ["CompilationJobName", "RoleArn"]),
  CreateCompilationJobResponse: structure({ CompilationJobArn: answer.CompilationJobArn }),
  DescribeCompilationJobRequest: structure(name, ["CompilationJobName"]),
  DescribeCompilationJobResponse: structure({ ...answer, ...role }),
  ListCompilationJobsRequest: structure({
    NameContains: ["nameContains", "NameContains"],
    StatusEquals: ["statusEquals", "CompilationJobStatus"],
  }),
  ListCompilationJobsResponse: structure({
    CompilationJobSummaries: ["compilationJobSummaries", "CompilationJobSummaries"],
  }),
  CompilationJobSummaries: { type: "list", member: "CompilationJobSummary" },
  CompilationJobSummary: structure(answer),
  StopCompilationJobRequest: structure(name, ["CompilationJobName"]),
  DeleteCompilationJobRequest: structure(name, ["CompilationJobName"]),
};

export const toyService: AwsService = { ...SAGEMAKER, operations: OPERATIONS, shapes: SHAPES };
