import * as aws from "@aws-sdk/client-sagemaker";
import type { ToyObject } from "./driver.ts";

type Call = (client: aws.SageMakerClient, input: ToyObject) => Promise<ToyObject>;

interface Calls {
  readonly create: Call;
  readonly describe: Call;
  readonly remove: Call;
  readonly list: Call;
}

/** Members of a command that its types would not let through are sent too: they are what many cases are about. */
const call =
  (Command: new (input: never) => unknown): Call =>
  async (client, input) => ({ ...(await client.send(new Command(input as never) as never)) });

/** Each served kind's operations in AWS's own SDK. */
export const AWS_CALLS = {
  "TrainingJob.sagemaker": {
    create: call(aws.CreateTrainingJobCommand),
    describe: call(aws.DescribeTrainingJobCommand),
    remove: call(aws.DeleteTrainingJobCommand),
    list: call(aws.ListTrainingJobsCommand),
  },
  Model: {
    create: call(aws.CreateModelCommand),
    describe: call(aws.DescribeModelCommand),
    remove: call(aws.DeleteModelCommand),
    list: call(aws.ListModelsCommand),
  },
  EndpointConfig: {
    create: call(aws.CreateEndpointConfigCommand),
    describe: call(aws.DescribeEndpointConfigCommand),
    remove: call(aws.DeleteEndpointConfigCommand),
    list: call(aws.ListEndpointConfigsCommand),
  },
  Endpoint: {
    create: call(aws.CreateEndpointCommand),
    describe: call(aws.DescribeEndpointCommand),
    remove: call(aws.DeleteEndpointCommand),
    list: call(aws.ListEndpointsCommand),
  },
} as const satisfies Readonly<Record<string, Calls>>;

export const updateEndpoint = call(aws.UpdateEndpointCommand);
