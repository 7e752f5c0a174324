import type { IncomingMessage } from "node:http";
import { XmlShapeSerializer } from "@aws-sdk/core/protocols";
import { inputOf, operationOf, outputOf } from "@slipway/model/aws/lookup.ts";
import type { OperationRef } from "@slipway/model/aws/object.ts";
import type { AwsService } from "@slipway/model/aws/service.ts";
import { type StaticSchema, staticSchema } from "@slipway/model/aws/static-schema.ts";
import type { Members } from "../call.ts";
import { queryOf } from "../protocols/query.ts";
import { xmlCharacters } from "../protocols/xml-text.ts";
import { namedService } from "../services/named-service.ts";
import { formOf } from "./form.ts";
import { fromForm } from "./from-form.ts";
import { unreadable } from "./unreadable.ts";
import type { Received, Wire } from "./wire.ts";

type Facts = { readonly version: string; readonly namespace: string };

/** A service in AWS Query: a form, or the parameters of a URL, that names its operation by `Action`; XML out. */
export function queryWire(service: AwsService, { version, namespace }: Facts): Wire {
  const protocol = queryOf(service);
  /** ISO 8601, of which AWS's own writer leaves out milliseconds that are none. */
  const settings = {
    timestampFormat: { useTrait: true, default: 5 },
    xmlNamespace: namespace,
    serviceNamespace: `com.amazonaws.${service.name}`,
  } as const;
  return {
    takes: (request) => isForm(request) || hasAction(request),
    names: (request) => namedService(request) === service.name,
    protocolOf: () => protocol,
    operationIn: (received) => {
      const parameters = parametersOf(received);
      const asked = parameters.get("Version") ?? version;
      return asked === version ? (parameters.get("Action") ?? "") : "";
    },
    read: (operation, received) => {
      const input = inputOf(operation.service, operation.name);
      return fromForm(input, formOf(parametersOf(received))) as Members;
    },
    write: (operation, answer, requestId) => {
      const { wrapper } = operationOf(operation.service, operation.name);
      const serializer = new XmlShapeSerializer(settings);
      serializer.write(answerSchema(operation), {
        ...(wrapper === undefined ? {} : { [wrapper]: answer }),
        ResponseMetadata: { RequestId: requestId },
      });
      return Buffer.from(xmlCharacters(String(serializer.flush())));
    },
  };
}

const isForm = ({ method, headers }: IncomingMessage): boolean =>
  method === "POST" && headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;

const hasAction = ({ method, url = "" }: IncomingMessage): boolean =>
  (method === "GET" || method === "POST") && /^\/?\?(?:.*&)?Action=/.test(url);

/** Of a GET its URL's, of a POST its form's before those. */
function parametersOf({ request, body }: Received): URLSearchParams {
  const { url = "" } = request;
  const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : "";
  const form = isForm(request) ? Buffer.from(body).toString("utf8") : "";
  const parameters = new URLSearchParams(form);
  for (const [name, value] of new URLSearchParams(query)) parameters.append(name, value);
  return parameters;
}

const METADATA: StaticSchema = [3, "com.amazonaws", "ResponseMetadata", 0, ["RequestId"], [0], 0];
const made = new WeakMap<AwsService, Map<string, StaticSchema>>();

/** `GetRoleResponse`, which holds `GetRoleResult`, where the operation has an output, and the request's id. */
function answerSchema({ service, name }: OperationRef): StaticSchema {
  const known = made.get(service) ?? new Map<string, StaticSchema>();
  made.set(service, known);
  let schema = known.get(name);
  if (schema === undefined) {
    const output = outputOf(service, name);
    const { wrapper } = operationOf(service, name);
    if (output !== undefined && wrapper === undefined)
      throw unreadable(`${name} has an output and no name for its element`);
    const result =
      output === undefined || wrapper === undefined ? [] : [[wrapper, staticSchema(output)] as const];
    const members = [...result, ["ResponseMetadata", METADATA] as const];
    schema = [
      3,
      `com.amazonaws.${service.name}`,
      `${name}Response`,
      0,
      members.map(([member]) => member),
      members.map(
        ([, of]) =>
          () =>
            of,
      ),
      0,
    ];
    known.set(name, schema);
  }
  return schema;
}
