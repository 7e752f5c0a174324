import { type Home, ok } from "../e2e/support/home.ts";

/** Prints status, content type and body of one answer. */
const ASK = `
import boto3, json, sys
client = boto3.client("sagemaker-runtime")
try:
    found = client.invoke_endpoint(EndpointName=sys.argv[1], ContentType=sys.argv[2], Accept=sys.argv[3], Body=sys.argv[4])
    print(json.dumps([200, found["ContentType"], found["Body"].read().decode()]))
except client.exceptions.ModelError as error:
    print(json.dumps([error.response["OriginalStatusCode"], "", error.response["OriginalMessage"]]))
`;

/** The status, content type and body that boto3 is answered; a model's own refusal has its status, no type, and its message. */
export async function ask(
  home: Home,
  endpoint: string,
  body: unknown,
  { type = "application/json", accept = type }: { readonly type?: string; readonly accept?: string } = {},
): Promise<readonly [number, string, string]> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return JSON.parse(await ok(home.python("-c", ASK, endpoint, type, accept, text)));
}
