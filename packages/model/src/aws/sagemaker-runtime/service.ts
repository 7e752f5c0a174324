import type { AwsService } from "../service.ts";
import type { Shape } from "../shape.ts";

const name = "[a-zA-Z0-9](-*[a-zA-Z0-9])*";
/** `\p{Print}` of the service model is Java's: the printable characters of ASCII. */
const printable = "\\S[\\x20-\\x7E]*";

const SHAPES: Readonly<Record<string, Shape>> = {
  InvokeEndpointInput: {
    type: "structure",
    members: {
      EndpointName: ["endpointName", "EndpointName"],
      ContentType: ["contentType", "Header"],
      Accept: ["accept", "Header"],
      CustomAttributes: ["customAttributes", "CustomAttributesHeader"],
      TargetModel: ["targetModel", "TargetModelHeader"],
      TargetVariant: ["targetVariant", "TargetVariantHeader"],
      TargetContainerHostname: ["targetContainerHostname", "TargetContainerHostnameHeader"],
      InferenceId: ["inferenceId", "InferenceId"],
      EnableExplanations: ["enableExplanations", "EnableExplanationsHeader"],
      InferenceComponentName: ["inferenceComponentName", "InferenceComponentHeader"],
      SessionId: ["sessionId", "SessionIdOrNewSessionConstantHeader"],
    },
    required: ["EndpointName"],
  },
  InvokeEndpointWithResponseStreamInput: {
    type: "structure",
    members: {
      EndpointName: ["endpointName", "EndpointName"],
      ContentType: ["contentType", "Header"],
      Accept: ["accept", "Header"],
      CustomAttributes: ["customAttributes", "CustomAttributesHeader"],
      TargetVariant: ["targetVariant", "TargetVariantHeader"],
      TargetContainerHostname: ["targetContainerHostname", "TargetContainerHostnameHeader"],
      InferenceId: ["inferenceId", "InferenceId"],
      InferenceComponentName: ["inferenceComponentName", "InferenceComponentHeader"],
      SessionId: ["sessionId", "SessionIdHeader"],
    },
    required: ["EndpointName"],
  },
  InvokeEndpointAsyncInput: {
    type: "structure",
    members: {
      EndpointName: ["endpointName", "EndpointName"],
      ContentType: ["contentType", "Header"],
      Accept: ["accept", "Header"],
      CustomAttributes: ["customAttributes", "CustomAttributesHeader"],
      InferenceId: ["inferenceId", "InferenceId"],
      InputLocation: ["inputLocation", "InputLocationHeader"],
      S3OutputPathExtension: ["s3OutputPathExtension", "S3OutputPathExtensionHeader"],
      Filename: ["filename", "FilenameHeader"],
      RequestTTLSeconds: ["requestTTLSeconds", "RequestTTLSecondsHeader"],
      InvocationTimeoutSeconds: ["invocationTimeoutSeconds", "InvocationTimeoutSecondsHeader"],
    },
    required: ["EndpointName"],
  },
  EndpointName: { type: "string", max: 63, pattern: name },
  Header: { type: "string", max: 1024, pattern: "\\p{ASCII}*" },
  CustomAttributesHeader: { type: "string", max: 1024, pattern: "\\p{ASCII}*", sensitive: true },
  TargetModelHeader: { type: "string", min: 1, max: 1024, pattern: printable },
  TargetVariantHeader: { type: "string", max: 63, pattern: name },
  TargetContainerHostnameHeader: { type: "string", max: 63, pattern: name },
  InferenceId: { type: "string", min: 1, max: 64, pattern: printable },
  EnableExplanationsHeader: { type: "string", min: 1, max: 64, pattern: ".*" },
  InferenceComponentHeader: { type: "string", max: 63, pattern: "[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?" },
  InputLocationHeader: { type: "string", min: 1, max: 1024, pattern: "(https|s3)://([^/]+)/?(.*)" },
  S3OutputPathExtensionHeader: {
    type: "string",
    min: 1,
    max: 512,
    pattern: "(?!s3:|https:)[a-zA-Z0-9!_.*'()/\\-]+",
  },
  FilenameHeader: { type: "string", min: 1, max: 32, pattern: "(?!.*\\..*\\.)[a-zA-Z0-9][a-zA-Z0-9\\-_.]*" },
  RequestTTLSecondsHeader: { type: "integer", min: 60, max: 21_600 },
  InvocationTimeoutSecondsHeader: { type: "integer", min: 1, max: 3_600 },
  SessionIdOrNewSessionConstantHeader: { type: "string", max: 256, pattern: `NEW_SESSION|${name}` },
  SessionIdHeader: { type: "string", max: 256, pattern: name },
};

/** SageMaker's runtime API as far as it is served. Its members are headers and a path; the body is opaque. */
export const SAGEMAKER_RUNTIME: AwsService = {
  name: "sagemaker",
  protocols: {},
  operations: {
    InvokeEndpoint: { input: "InvokeEndpointInput" },
    InvokeEndpointWithResponseStream: { input: "InvokeEndpointWithResponseStreamInput" },
    InvokeEndpointAsync: { input: "InvokeEndpointAsyncInput" },
  },
  shapes: SHAPES,
};
