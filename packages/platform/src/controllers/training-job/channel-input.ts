import { defined } from "@slipway/model";
import type { Channel, InputMode } from "@slipway/model/kinds/training-job/input-mode.ts";
import type { RunInput } from "@slipway/model/run-plan.ts";
import type { S3Data } from "@slipway/model/s3-data.ts";

const AS: Readonly<Record<InputMode, RunInput["as"]>> = { File: "copy", FastFile: "view", Pipe: "stream" };

/** A channel as a run's input: files that are there before the program, or pipes that it reads. */
export function channelInput(channel: Channel, mode: InputMode): RunInput {
  const { channelName = "", compressionType, dataSource, recordWrapperType, shuffleConfig } = channel;
  const s3 = dataSource?.s3DataSource;
  const type = s3?.s3DataType as S3Data["s3DataType"] | undefined;
  return {
    name: `Channel "${channelName}"`,
    to: `input/data/${channelName}`,
    from: {
      s3Uri: s3?.s3URI ?? "",
      s3DataType: type ?? "S3Prefix",
      distribution: s3?.s3DataDistributionType ?? "FullyReplicated",
      compression: compressionType ?? "None",
      ...defined({
        attributes: s3?.attributeNames,
        shuffleSeed: shuffleConfig === undefined ? undefined : (shuffleConfig.seed ?? 0),
        wrapper: recordWrapperType === "RecordIO" ? recordWrapperType : undefined,
      }),
    },
    as: AS[mode],
    ...defined({ groups: s3?.instanceGroupNames }),
  };
}
