// Made by `npm run generate` from AWS's service model; do not edit.
import type { AwsProtocols } from "../service.ts";
import type { Operation } from "../shape.ts";

export const PROTOCOLS: AwsProtocols = { json: { targetPrefix: "SageMaker" } };

export const OPERATIONS = {
  CreateTrainingJob: {
    input: "CreateTrainingJobRequest",
    output: "CreateTrainingJobResponse",
    errors: ["ResourceNotFound", "ResourceInUse", "ResourceLimitExceeded"],
    kind: "TrainingJob",
  },
  DescribeTrainingJob: { input: "DescribeTrainingJobRequest", output: "DescribeTrainingJobResponse", errors: ["ResourceNotFound"], kind: "TrainingJob" },
  DeleteTrainingJob: { input: "DeleteTrainingJobRequest", errors: ["ResourceNotFound", "ResourceInUse"], kind: "TrainingJob" },
  ListTrainingJobs: { input: "ListTrainingJobsRequest", output: "ListTrainingJobsResponse", kind: "TrainingJob", items: ["TrainingJobSummaries", "TrainingJobSummary"] },
  StopTrainingJob: { input: "StopTrainingJobRequest", errors: ["ResourceNotFound"], kind: "TrainingJob" },
  UpdateTrainingJob: { input: "UpdateTrainingJobRequest", output: "UpdateTrainingJobResponse", errors: ["ResourceNotFound", "ResourceLimitExceeded"], kind: "TrainingJob" },
  CreateProcessingJob: {
    input: "CreateProcessingJobRequest",
    output: "CreateProcessingJobResponse",
    errors: ["ResourceNotFound", "ResourceInUse", "ResourceLimitExceeded"],
    kind: "ProcessingJob",
  },
  DescribeProcessingJob: { input: "DescribeProcessingJobRequest", output: "DescribeProcessingJobResponse", errors: ["ResourceNotFound"], kind: "ProcessingJob" },
  DeleteProcessingJob: { input: "DeleteProcessingJobRequest", errors: ["ResourceNotFound", "ResourceInUse"], kind: "ProcessingJob" },
  ListProcessingJobs: { input: "ListProcessingJobsRequest", output: "ListProcessingJobsResponse", kind: "ProcessingJob", items: ["ProcessingJobSummaries", "ProcessingJobSummary"] },
  StopProcessingJob: { input: "StopProcessingJobRequest", errors: ["ResourceNotFound"], kind: "ProcessingJob" },
  CreateTransformJob: {
    input: "CreateTransformJobRequest",
    output: "CreateTransformJobResponse",
    errors: ["ResourceNotFound", "ResourceInUse", "ResourceLimitExceeded"],
    kind: "TransformJob",
  },
  DescribeTransformJob: { input: "DescribeTransformJobRequest", output: "DescribeTransformJobResponse", errors: ["ResourceNotFound"], kind: "TransformJob" },
  ListTransformJobs: { input: "ListTransformJobsRequest", output: "ListTransformJobsResponse", kind: "TransformJob", items: ["TransformJobSummaries", "TransformJobSummary"] },
  StopTransformJob: { input: "StopTransformJobRequest", errors: ["ResourceNotFound"], kind: "TransformJob" },
  CreateModel: { input: "CreateModelInput", output: "CreateModelOutput", errors: ["ResourceLimitExceeded"], kind: "Model" },
  DescribeModel: { input: "DescribeModelInput", output: "DescribeModelOutput", kind: "Model" },
  DeleteModel: { input: "DeleteModelInput", kind: "Model" },
  ListModels: { input: "ListModelsInput", output: "ListModelsOutput", kind: "Model", items: ["Models", "ModelSummary"] },
  CreateEndpointConfig: { input: "CreateEndpointConfigInput", output: "CreateEndpointConfigOutput", errors: ["ResourceLimitExceeded"], kind: "EndpointConfig" },
  DescribeEndpointConfig: { input: "DescribeEndpointConfigInput", output: "DescribeEndpointConfigOutput", kind: "EndpointConfig" },
  DeleteEndpointConfig: { input: "DeleteEndpointConfigInput", kind: "EndpointConfig" },
  ListEndpointConfigs: { input: "ListEndpointConfigsInput", output: "ListEndpointConfigsOutput", kind: "EndpointConfig", items: ["EndpointConfigs", "EndpointConfigSummary"] },
  CreateEndpoint: { input: "CreateEndpointInput", output: "CreateEndpointOutput", errors: ["ResourceLimitExceeded"], kind: "Endpoint" },
  DescribeEndpoint: { input: "DescribeEndpointInput", output: "DescribeEndpointOutput", kind: "Endpoint" },
  DeleteEndpoint: { input: "DeleteEndpointInput", kind: "Endpoint" },
  ListEndpoints: { input: "ListEndpointsInput", output: "ListEndpointsOutput", kind: "Endpoint", items: ["Endpoints", "EndpointSummary"] },
  UpdateEndpoint: { input: "UpdateEndpointInput", output: "UpdateEndpointOutput", errors: ["ResourceLimitExceeded"], kind: "Endpoint" },
  UpdateEndpointWeightsAndCapacities: { input: "UpdateEndpointWeightsAndCapacitiesInput", output: "UpdateEndpointWeightsAndCapacitiesOutput", errors: ["ResourceLimitExceeded"], kind: "Endpoint" },
  AddTags: { input: "AddTagsInput", output: "AddTagsOutput" },
  DeleteTags: { input: "DeleteTagsInput", output: "DeleteTagsOutput" },
  ListTags: { input: "ListTagsInput", output: "ListTagsOutput", items: ["Tags", "Tag"] },
  Search: { input: "SearchRequest", output: "SearchResponse" },
  GetSearchSuggestions: { input: "GetSearchSuggestionsRequest", output: "GetSearchSuggestionsResponse" },
} as const satisfies Readonly<Record<string, Operation>>;
