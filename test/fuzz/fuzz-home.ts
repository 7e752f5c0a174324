import { join } from "node:path";
import { EXAMPLE, Home, ok } from "../e2e/support/home.ts";
import { openUploads } from "./support/open-uploads.ts";
import { type FuzzTarget, fuzzTarget } from "./support/target.ts";

const ENDPOINT = "abalone-endpoint";
const UPLOADS = 12;

/** A home with an endpoint that serves, a bucket with uploads that have begun and a namespace to fuzz, and an object for the canary of S3. */
export async function fuzzHome(): Promise<{ readonly home: Home; readonly target: FuzzTarget }> {
  const home = await Home.up();
  await ok(home.aws("s3", "mb", "s3://abalone-example"));
  await ok(home.aws("s3", "mb", "s3://fuzz"));
  await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  await ok(home.aws("s3", "cp", join(EXAMPLE, "training.yaml"), "s3://abalone-example/canary"));
  await ok(home.kubectl("create", "namespace", "fuzz"));
  await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
  await ok(home.slipway("wait", `endpoint.sagemaker.services.k8s.aws/${ENDPOINT}`, "--timeout", "3m"));
  const target = fuzzTarget(home.state, { region: home.env["AWS_REGION"] ?? "", endpoint: ENDPOINT });
  return { home, target: { ...target, uploads: await openUploads(target, UPLOADS) } };
}
