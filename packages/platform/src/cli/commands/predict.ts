import { defined, type SlipwayError } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import type { Command } from "../command.ts";
import { flag, textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { answers } from "../objects/answers.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { requestBody } from "../predict/request-body.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<endpoint>", "the endpoint: NAME or endpoint/NAME")
      .option("-d, --data <row>", "what to send")
      .option("--file <path>", "send a file; - for standard input")
      .option("--sample", "send a row of the data the model was trained with")
      .option("--content-type <type>", "what is sent (default: from the file's name or the data's look)")
      .option("--accept <type>", "what to answer with")
      .addHelpText(
        "after",
        `
The request goes through the AWS door, as every AWS client's would.

Examples:
  slipway predict abalone --sample
  slipway predict abalone --data '1:2 2:0.74 3:0.6'
  slipway predict churn --file rows.csv`,
      ),

  async run(session, args, options) {
    const { kubernetes, aws } = await session.client();
    const reference = await namedObject(session, [textArgument(args, 0) ?? ""], answers);
    const { name } = reference;
    if (reference.kind.kind !== endpointKind.kind) throw notAnEndpoint(reference);
    const endpoint = await kubernetes.get(endpointKind, await locate(session, reference));
    const request = await requestBody(session, {
      endpoint: name,
      data: textOption(options, "data"),
      file: textOption(options, "file"),
      sample: flag(options, "sample"),
      contentType: textOption(options, "contentType"),
    });
    const prediction = await aws.invokeEndpoint({
      endpointName: endpoint.spec.endpointName,
      body: request.body,
      contentType: request.contentType,
      accept: textOption(options, "accept"),
      signal: session.signal,
    });
    const text = new TextDecoder().decode(prediction.body);
    if (request.from !== undefined)
      session.say(`sent ${new TextDecoder().decode(request.body)}  (${request.from})`);
    if (session.forPrograms) {
      const { contentType, variant } = prediction;
      await session.print(
        {
          prediction: text,
          contentType,
          variant,
          ...defined({ label: request.label }),
        },
        () => "",
      );
    } else await session.out(text.endsWith("\n") ? prediction.body : `${text}\n`);
    if (request.label !== undefined) session.say(`the truth is ${request.label}`);
    return EXIT.ok;
  },
};

function notAnEndpoint(reference: Reference): SlipwayError {
  const { kind, name } = reference;
  return usageError(
    `${nameOf(reference)}: an endpoint answers, a ${kind.kind} does not; make one of it: slipway deploy ${name}`,
  );
}
