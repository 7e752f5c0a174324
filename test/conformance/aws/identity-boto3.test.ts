import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { keyOf, VIEWERS } from "@slipway/model";
import { configMapKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { Moto } from "../support/moto.ts";
import { CALLS, type Call } from "./identity-calls.ts";
import { sign } from "./sign.ts";
import { ACCOUNT, SignedHome } from "./signed-home.ts";

const SCRIPT = join(import.meta.dirname, "identity_boto3.py");
const KEY = ["AKIAOWNER00000000001", "the owner's secret"] as const;

type Answer = readonly [code: string, what?: unknown, status?: number, slipway?: string | null];

async function ask(url: string, calls: readonly (readonly unknown[])[]): Promise<readonly Answer[]> {
  const { python } = await pythonEnv();
  const args = [SCRIPT, url, ...KEY, JSON.stringify(calls)];
  const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as readonly Answer[];
}

const made = (calls: readonly Call[]) => calls.map(({ call }) => call);
const codes = (answers: readonly Answer[]) => answers.map(([code]) => code);

let home: SignedHome;
let moto: Moto;
beforeAll(async () => {
  home = await SignedHome.up();
  home.issue(...KEY);
  moto = await Moto.up();
});
afterAll(async () => {
  await moto.down();
  await home.down();
});

test("IAM and STS answer boto3 as AWS's documentation has it", async () => {
  const answers = await ask(`http://${home.host}`, made(CALLS));
  expect(codes(answers)).toEqual(CALLS.map(({ answer }) => answer ?? "taken"));
  answers.forEach(([, what], index) => {
    const { says, call } = CALLS[index] as Call;
    if (typeof says === "string") expect(what, String(call)).toContain(says);
    else if (says !== undefined) expect(what, String(call)).toMatchObject(says);
  });
});

test("so does moto, but where the table says why not", async () => {
  expect(codes(await ask(moto.url, made(CALLS)))).toEqual(
    CALLS.map(({ answer = "taken", moto: differs }) => differs?.[0] ?? answer),
  );
});

/** What a call of the protocol Query is answered, as XML. */
async function query(input: Readonly<Record<string, string>>, accessKeyId: string = KEY[0]): Promise<string> {
  const body = new URLSearchParams({ Version: "2010-05-08", ...input }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const credentials = { accessKeyId, secretAccessKey: KEY[1] };
  const signing = { credentials, host: home.host, service: "iam", region: "us-east-1", at: new Date() };
  return (await home.send(await sign({ method: "POST", url: "/", headers, body }, signing))).body;
}

test("pages of a list go on where the last one ended, and none is told twice", async () => {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
  });
  const names = Array.from({ length: 7 }, (_, index) => `paged-${index}`);
  for (const RoleName of names)
    await query({ Action: "CreateRole", RoleName, Path: "/paged/", AssumeRolePolicyDocument });
  const seen: string[] = [];
  let marker: string | undefined;
  do {
    const at = marker === undefined ? {} : { Marker: marker };
    const page = await query({ Action: "ListRoles", PathPrefix: "/paged/", MaxItems: "3", ...at });
    seen.push(...Array.from(page.matchAll(/<RoleName>([^<]*)</g), ([, name = ""]) => name));
    marker = /<Marker>([^<]*)</.exec(page)?.[1];
    expect(page).toContain(`<IsTruncated>${marker !== undefined}</IsTruncated>`);
  } while (marker !== undefined);
  expect(seen).toEqual(names);
});

test("what is kept is a ConfigMap of the key's namespace, and what somebody broke counts as gone", async () => {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
  const create = { Action: "CreatePolicy", PolicyName: "Kept", PolicyDocument: JSON.stringify(document) };
  await query(create);
  const where = { namespace: "default", labels: { "slipway.dev/iam": "policy" } };
  const { items } = await home.store.list(configMapKind, where);
  const [object] = items.filter(({ metadata }) => metadata.name?.startsWith("iam-policy-kept-"));
  if (object === undefined) throw new Error("there is no ConfigMap");
  expect(JSON.parse(object.data?.["entry.json"] ?? "")).toMatchObject({ name: "Kept", accountId: ACCOUNT });
  const entry = JSON.parse(object.data?.["entry.json"] ?? "") as object;
  const broken = [
    "{",
    ...[{ tags: null }, { tags: { a: 1 } }, { created: "never" }].map((by) =>
      JSON.stringify({ ...entry, ...by }),
    ),
  ];
  const arn = `arn:aws:iam::${ACCOUNT}:policy/Kept`;
  for (const text of broken) {
    const current = await home.store.get(configMapKind, keyOf(object));
    if (current === undefined) throw new Error("the ConfigMap is gone");
    await home.store.replace(configMapKind, { ...current, data: { "entry.json": text } }, "object");
    expect(await query({ Action: "GetPolicy", PolicyArn: arn })).toContain("<Code>NoSuchEntity</Code>");
    expect(await query({ Action: "ListPolicies", Scope: "Local" })).not.toContain("Kept");
  }
  expect(await query(create)).toContain("<Code>EntityAlreadyExists</Code>");
});

test("who may only read reads, and writes nothing", async () => {
  const viewer = "AKIAVIEWER0000000001";
  home.issue(viewer, KEY[1], { user: "viewer", groups: [VIEWERS] });
  expect(await query({ Action: "ListRoles" }, viewer)).toContain("<ListRolesResult>");
  const create = { Action: "CreateServiceLinkedRole", AWSServiceName: "autoscaling.amazonaws.com" };
  expect(await query(create, viewer)).toContain("<Code>AccessDenied</Code>");
});
