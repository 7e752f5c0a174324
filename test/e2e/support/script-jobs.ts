import { execFileSync } from "node:child_process";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobResponse,
} from "@aws-sdk/client-sagemaker";
import type { AwsClients } from "./aws-clients.ts";
import { eventually } from "./home.ts";

/** Training jobs of single Python files in a folder, asked for at the AWS door. */
export class ScriptJobs {
  readonly #aws: AwsClients;
  readonly #bucket: string;
  readonly #folder: string;

  constructor(aws: AwsClients, { bucket, folder }: { readonly bucket: string; readonly folder: string }) {
    this.#aws = aws;
    this.#bucket = bucket;
    this.#folder = folder;
  }

  /** Sends the program and creates its job; results go below `out/` of the bucket. */
  async begin(
    name: string,
    program: string,
    more: Partial<CreateTrainingJobCommandInput> & Pick<CreateTrainingJobCommandInput, "InputDataConfig">,
  ): Promise<void> {
    const Key = `source/${program}.tar.gz`;
    const Body = execFileSync("tar", ["cz", "-C", this.#folder, program]);
    await this.#aws.s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body }));
    await this.#aws.sagemaker.send(
      new CreateTrainingJobCommand({
        TrainingJobName: name,
        RoleArn: "arn:aws:iam::123456789012:role/jobs",
        AlgorithmSpecification: { TrainingImage: "slipway.dev/script", TrainingInputMode: "File" },
        HyperParameters: {
          sagemaker_program: program,
          sagemaker_submit_directory: `s3://${this.#bucket}/${Key}`,
        },
        OutputDataConfig: { S3OutputPath: `s3://${this.#bucket}/out/` },
        ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
        ...more,
      }),
    );
  }

  described(TrainingJobName: string): Promise<DescribeTrainingJobResponse> {
    return this.#aws.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
  }

  ended(name: string, seconds: number): Promise<DescribeTrainingJobResponse> {
    return eventually(`the end of ${name}`, seconds, async () => {
      const job = await this.described(name);
      return ["Completed", "Failed", "Stopped"].includes(job.TrainingJobStatus ?? "") ? job : undefined;
    });
  }
}
