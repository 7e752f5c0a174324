import { RESUME_ANNOTATION } from "@slipway/model/kinds/transform-job/resume.ts";
import { type CommandOptions, flag, textOption } from "../command.ts";
import { usageError } from "../errors/usage-error.ts";
import { jobRequestOf } from "../job/job-request.ts";
import { timeoutOf } from "../objects/timeout.ts";
import type { Session } from "../session/session.ts";
import { commonForm, type DataForm } from "./data-form.ts";
import type { BatchRequest } from "./transform-job.ts";

/** What the options of `slipway batch` say of the job, whatever its data is called. */
export type BatchAsked = Omit<
  BatchRequest,
  "name" | "modelName" | "input" | "output" | "split" | "contentType" | "compressed"
>;

export async function batchAsked(session: Session, options: CommandOptions): Promise<BatchAsked> {
  const {
    image: _,
    maxRuntimeSeconds: __,
    ...job
  } = await jobRequestOf(session, { ...options, maxRuntime: "24h" });
  const [inputFilter, outputFilter] = [
    textOption(options, "inputFilter"),
    textOption(options, "outputFilter"),
  ];
  const joins = flag(options, "join");
  const strategy = textOption(options, "strategy") as BatchRequest["strategy"];
  const accept = textOption(options, "accept");
  return {
    ...job,
    ...(flag(options, "resume") ? { annotations: { [RESUME_ANNOTATION]: "true" } } : {}),
    ...(strategy === undefined ? {} : { strategy }),
    ...(accept === undefined ? {} : { accept }),
    ...counts(options),
    ...(inputFilter === undefined && outputFilter === undefined && !joins
      ? {}
      : {
          processing: {
            inputFilter: inputFilter ?? "$",
            join: joins ? "Input" : "None",
            outputFilter: outputFilter ?? "$",
          },
        }),
  };
}

function counts(options: CommandOptions): Partial<BatchRequest> {
  const count = (name: string, option: string): number | undefined => {
    const text = textOption(options, name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw usageError(`--${option} ${text}: expected a number`);
    return Number(text);
  };
  const found = {
    maxPayloadMegabytes: count("maxPayload", "max-payload"),
    maxConcurrent: count("maxConcurrent", "max-concurrent"),
    retries: count("retries", "retries"),
    timeoutSeconds:
      textOption(options, "requestTimeout") === undefined
        ? undefined
        : Math.ceil(timeoutOf({ "request-timeout": options["requestTimeout"] }, "request-timeout") / 1_000),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** What the options say of the data goes before what its files' names do. */
export function formOf(
  names: readonly string[],
  options: CommandOptions,
): Pick<BatchRequest, "contentType" | "split" | "compressed"> {
  const said: Partial<DataForm> = commonForm(names) ?? {};
  const contentType = textOption(options, "contentType") ?? said.contentType;
  const split = (textOption(options, "split") as DataForm["split"] | undefined) ?? said.split ?? "None";
  const compressed = names.length > 0 && names.every((name) => name.toLowerCase().endsWith(".gz"));
  return { ...(contentType === undefined ? {} : { contentType }), split, compressed };
}
