import type { OperationName } from "@slipway/model/aws/lookup.ts";
import type { Call, Members } from "../call.ts";
import { createEndpoint } from "../operations/create-endpoint.ts";
import { createEndpointConfig } from "../operations/create-endpoint-config.ts";
import { createModel } from "../operations/create-model.ts";
import { createTrainingJob } from "../operations/create-training-job.ts";
import { deleteEndpoint } from "../operations/delete-endpoint.ts";
import { deleteEndpointConfig } from "../operations/delete-endpoint-config.ts";
import { deleteModel } from "../operations/delete-model.ts";
import { deleteTrainingJob } from "../operations/delete-training-job.ts";
import { describeEndpoint } from "../operations/describe-endpoint.ts";
import { describeEndpointConfig } from "../operations/describe-endpoint-config.ts";
import { describeModel } from "../operations/describe-model.ts";
import { describeTrainingJob } from "../operations/describe-training-job.ts";
import { listEndpointConfigs } from "../operations/list-endpoint-configs.ts";
import { listEndpoints } from "../operations/list-endpoints.ts";
import { listModels } from "../operations/list-models.ts";
import { listTrainingJobs } from "../operations/list-training-jobs.ts";
import { stopTrainingJob } from "../operations/stop-training-job.ts";
import { updateEndpoint } from "../operations/update-endpoint.ts";

/** One operation of the AWS API: its checked input in, its answer out. */
export type Operation = (input: Members, call: Call) => Promise<Members> | Promise<void>;

/** Every control operation that the door serves. */
export const SERVED: Readonly<Partial<Record<OperationName, Operation>>> = {
  CreateTrainingJob: createTrainingJob,
  DescribeTrainingJob: describeTrainingJob,
  StopTrainingJob: stopTrainingJob,
  DeleteTrainingJob: deleteTrainingJob,
  ListTrainingJobs: listTrainingJobs,
  CreateModel: createModel,
  DescribeModel: describeModel,
  DeleteModel: deleteModel,
  ListModels: listModels,
  CreateEndpointConfig: createEndpointConfig,
  DescribeEndpointConfig: describeEndpointConfig,
  DeleteEndpointConfig: deleteEndpointConfig,
  ListEndpointConfigs: listEndpointConfigs,
  CreateEndpoint: createEndpoint,
  DescribeEndpoint: describeEndpoint,
  UpdateEndpoint: updateEndpoint,
  DeleteEndpoint: deleteEndpoint,
  ListEndpoints: listEndpoints,
};
