import { algorithms } from "./catalogue/algorithms.ts";
import { api } from "./catalogue/api.ts";
import { asyncInference } from "./catalogue/async.ts";
import { aws } from "./catalogue/aws.ts";
import { awsAuth } from "./catalogue/aws-auth.ts";
import { batch } from "./catalogue/batch.ts";
import { cli } from "./catalogue/cli.ts";
import { client } from "./catalogue/client.ts";
import { iam } from "./catalogue/iam.ts";
import { image } from "./catalogue/image.ts";
import { ledger } from "./catalogue/ledger.ts";
import { node } from "./catalogue/node.ts";
import { router } from "./catalogue/router.ts";
import { run } from "./catalogue/run.ts";
import { s3 } from "./catalogue/s3.ts";
import { sagemaker } from "./catalogue/sagemaker.ts";
import { sidecar } from "./catalogue/sidecar.ts";
import { state } from "./catalogue/state.ts";
import { store } from "./catalogue/store.ts";
import { tls } from "./catalogue/tls.ts";
import type { CatalogueEntry } from "./entry.ts";

export type { CatalogueEntry, StatusReason } from "./entry.ts";

/** Every error Slipway can name, one file an area. */
const entries = {
  ...algorithms,
  ...api,
  ...asyncInference,
  ...aws,
  ...cli,
  ...client,
  ...iam,
  ...image,
  ...ledger,
  ...node,
  ...router,
  ...run,
  ...state,
  ...store,
  ...tls,
  ...awsAuth,
  ...batch,
  ...s3,
  ...sagemaker,
  ...sidecar,
} as const;

export type ErrorCode = keyof typeof entries;
export const CATALOGUE: Readonly<Record<ErrorCode, CatalogueEntry>> = entries;
