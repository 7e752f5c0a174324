import { expect, test } from "vitest";
import type { HomeConnection } from "../context.ts";
import { environmentOf } from "./environment.ts";

const connection: HomeConnection = {
  kubeconfig: "/state/kubeconfig",
  namespace: "default",
  kubernetes: { server: "https://127.0.0.1:1", caPem: "the authority" },
  aws: {
    endpoint: "http://127.0.0.1:2",
    region: "us-east-1",
    accountId: "123456789012",
    accessKeyId: "AKIAX",
    secretAccessKey: "secret",
    proxy: "http://slipway-AKIAX:password@127.0.0.1:2",
  },
};
const files = {
  sdkConfig: "/state/kubeconfig.clients/sagemaker.yaml",
  authority: "/state/kubeconfig.clients/ca.crt",
  trusted: "/state/kubeconfig.clients/trusted.crt",
};
const of = (env: Record<string, string>, { catchAws = true, files: given = files } = {}) =>
  environmentOf(connection, { env, files: given, catchAws });

/** A shell after the lines of a change. */
function after(env: Record<string, string>, { set, unset }: ReturnType<typeof of>): Record<string, string> {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !unset.includes(name))), ...set };
}

test("AWS clients trust the home's authority alone, so that no host of the real AWS is told anything", () => {
  for (const catchAws of [true, false])
    expect(of({}, { catchAws }).set).toMatchObject({ AWS_CA_BUNDLE: files.authority });
});

test("where the home's own addresses are certified by others, an AWS_CA_BUNDLE is taken away", () => {
  const { authority: _, ...without } = files;
  const env = { AWS_CA_BUNDLE: "/stray" };
  const change = environmentOf(connection, { env, files: without, catchAws: false });
  expect(after(env, change)).not.toHaveProperty("AWS_CA_BUNDLE");
});

test("the proxy and who is trusted come with --catch-aws alone", () => {
  const expected = {
    HTTPS_PROXY: connection.aws.proxy,
    https_proxy: connection.aws.proxy,
    NO_PROXY: "127.0.0.1,localhost",
    no_proxy: "127.0.0.1,localhost",
    REQUESTS_CA_BUNDLE: files.trusted,
    SSL_CERT_FILE: files.trusted,
  };
  expect(of({}).set).toMatchObject(expected);
  for (const name of Object.keys(expected)) expect(of({}, { catchAws: false }).set).not.toHaveProperty(name);
});

test("without --catch-aws a shell loses what an earlier one set, and keeps a proxy of its own", () => {
  const caught = after({}, of({}));
  const undone = after(caught, of(caught, { catchAws: false }));
  for (const name of ["HTTPS_PROXY", "https_proxy", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
    expect(undone).not.toHaveProperty(name);
  const own = { HTTPS_PROXY: "http://proxy.corp:3128", NO_PROXY: ".corp", SSL_CERT_FILE: "/corp.pem" };
  expect(after(own, of(own, { catchAws: false }))).toMatchObject({
    ...own,
    NO_PROXY: ".corp,127.0.0.1,localhost",
  });
});

test("no host of AWS's is kept from the proxy by a NO_PROXY of before", () => {
  const { set } = of({ NO_PROXY: "169.254.169.254,.amazonaws.com,s3.amazonaws.com,*.api.aws,.corp,*" });
  expect(set["NO_PROXY"]).toBe("169.254.169.254,.corp,127.0.0.1,localhost");
});
