import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { manifests } from "#installation/manifests.ts";
import type { Session } from "../session/session.ts";
import type { Earlier } from "./earlier.ts";
import { planOf } from "./plan.ts";

const DATABASE = "postgres://u:pw-of-database@db.example/slipway";
const HOME = { accessKeyId: "AKIAHOME", secretAccessKey: "secret-of-home" };
const TEAM = { accessKeyId: "AKIATEAM", secretAccessKey: "secret-of-team" };
const OTHER = { accessKeyId: "AKIAOTHER", secretAccessKey: "secret-of-other" };

const folder = mkdtempSync(join(tmpdir(), "slipway-plan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const credentials = (name: string, pair: typeof HOME): string =>
  file(
    name,
    `[default]\naws_access_key_id=${pair.accessKeyId}\naws_secret_access_key = ${pair.secretAccessKey}\n`,
  );
const variables = (pair: typeof HOME) => ({
  AWS_ACCESS_KEY_ID: pair.accessKeyId,
  AWS_SECRET_ACCESS_KEY: pair.secretAccessKey,
});

const FRESH: Earlier = { settings: {}, bucketKeys: {}, doorKeys: {} };
const INSTALLED: Earlier = {
  settings: {
    identity: { accountId: "000000000001", region: "eu-west-1" },
    image: "registry.example/slipway:1",
    baseImage: "registry.example/python:3",
    s3Endpoint: "https://minio.example",
    jobsIn: ["default"],
  },
  databaseUrl: DATABASE,
  routerToken: "token",
  bucketKey: HOME,
  bucketKeys: {},
  doorKeys: { default: HOME },
};

async function plan(
  earlier: Earlier,
  options: Readonly<Record<string, unknown>> = {},
  env: Readonly<Record<string, string>> = {},
) {
  const said: string[] = [];
  const session = {
    context: { env, version: "0.1.0" },
    say: (text: string) => said.push(text),
    path: (path: string) => path,
  } as unknown as Session;
  const made = await planOf(session, options, earlier);
  return { made, said: said.join("\n") };
}

describe("the keys of an installation", () => {
  test("come from the environment the first time, whole or not at all", async () => {
    const env = { ...variables(HOME), SLIPWAY_DATABASE_URL: DATABASE };
    const { made, said } = await plan(FRESH, {}, env);
    expect(made.artifacts).toEqual(HOME);
    expect(made.doorKeys).toEqual({ default: HOME });
    expect(said).toContain("AKIAHOME, from the environment");
    const { AWS_SECRET_ACCESS_KEY: _, ...half } = env;
    await expect(plan(FRESH, {}, half)).rejects.toMatchObject({
      code: "SLIP-CLI-018",
      message: "AWS_SECRET_ACCESS_KEY is missing in the environment",
    });
  });

  test("that would end are refused", async () => {
    const env = { ...variables(HOME), SLIPWAY_DATABASE_URL: DATABASE, AWS_SESSION_TOKEN: "x" };
    await expect(plan(FRESH, {}, env)).rejects.toMatchObject({ code: "SLIP-CLI-018" });
  });

  test("stay when the shell has others, which is said, in all or in half", async () => {
    for (const env of [variables(OTHER), { AWS_ACCESS_KEY_ID: "AKIAOTHER" }]) {
      const { made, said } = await plan(INSTALLED, {}, env);
      expect(made.artifacts).toEqual(HOME);
      expect(said).toContain("AKIAHOME, of the earlier installation");
      expect(said).toContain("is not used; --keys-from-environment takes it");
    }
    expect((await plan(INSTALLED, {}, { AWS_SECRET_ACCESS_KEY: "x" })).made.artifacts).toEqual(HOME);
  });

  test("are replaced when that is asked for", async () => {
    const { made } = await plan(INSTALLED, { keysFromEnvironment: true }, variables(OTHER));
    expect(made.artifacts).toEqual(OTHER);
    const given = { s3Credentials: [credentials("other", OTHER)] };
    const byFile = await plan(INSTALLED, given, variables(TEAM));
    expect(byFile.made.artifacts).toEqual(OTHER);
    expect(byFile.said).toContain("AKIAOTHER, from --s3-credentials");
  });

  test("are told apart by namespace: each one's own, in its Secret and in no other's", async () => {
    const options = {
      jobsIn: ["team"],
      s3Credentials: [`team=${credentials("team", TEAM)}`, `default=${credentials("other", OTHER)}`],
    };
    const { made, said } = await plan(INSTALLED, options);
    expect(made.bucketKeys).toEqual({ team: TEAM, default: OTHER });
    expect(made.doorKeys).toEqual({ team: TEAM, default: OTHER });
    for (const { secretAccessKey } of [HOME, TEAM, OTHER]) expect(said).not.toContain(secretAccessKey);
    const keys = manifests(made).filter(({ metadata }) => metadata.namespace === "slipway-access-keys");
    const secrets = keys.filter(({ kind }) => kind === "Secret");
    expect(secrets.map(({ metadata }) => metadata.name).sort()).toEqual([
      "access-key-default",
      "access-key-team",
    ]);
    for (const secret of secrets) {
      const { data } = secret as unknown as { readonly data: Readonly<Record<string, string>> };
      const held = Object.values(data).map((value) => Buffer.from(value, "base64").toString());
      const own = secret.metadata.name.endsWith("team") ? TEAM : OTHER;
      expect(held.filter((text) => text.startsWith("secret-of-"))).toEqual([own.secretAccessKey]);
    }
    // Given once, they stay.
    const after = { ...INSTALLED, settings: made.settings, bucketKeys: made.bucketKeys };
    expect((await plan(after)).made.bucketKeys).toEqual({ team: TEAM, default: OTHER });
  });

  test("are not shared unless that is said; then each namespace has its own key of the AWS door", async () => {
    await expect(plan(INSTALLED, { jobsIn: ["team"] })).rejects.toMatchObject({
      code: "SLIP-CLI-023",
      message: expect.stringContaining("default, team"),
    });
    const { made } = await plan(INSTALLED, { jobsIn: ["team"], shareBucketKey: true });
    expect(made.doorKeys["default"]).toEqual(HOME);
    expect(made.doorKeys["team"]?.accessKeyId).toMatch(/^SLIP[0-9A-F]{16}$/);
    const again = await plan({ ...INSTALLED, settings: made.settings, doorKeys: made.doorKeys });
    expect(again.made.doorKeys).toEqual(made.doorKeys);
  });

  test("are two for two, and for nobody who has no jobs", async () => {
    const twice = [`team=${credentials("a", TEAM)}`, `default=${credentials("b", TEAM)}`];
    await expect(plan(INSTALLED, { jobsIn: ["team"], s3Credentials: twice })).rejects.toMatchObject({
      code: "SLIP-CLI-018",
    });
    const nobody = [`nobody=${credentials("a", TEAM)}`];
    await expect(plan(INSTALLED, { s3Credentials: nobody })).rejects.toMatchObject({ code: "SLIP-CLI-001" });
  });

  test.each([
    ["of variables", "export AWS_ACCESS_KEY_ID=\"AKIATEAM\"\r\nAWS_SECRET_ACCESS_KEY='secret-of-team'\r\n"],
    [
      "of several profiles",
      "[prod]\naws_access_key_id=no\naws_secret_access_key=no\n[default]\n aws_access_key_id = AKIATEAM\naws_secret_access_key=secret-of-team\n",
    ],
  ])("are read from a file %s", async (_, text) => {
    const { made } = await plan(INSTALLED, { s3Credentials: [file("given", text)] });
    expect(made.artifacts).toEqual(TEAM);
  });

  test.each([
    ["that is not there", undefined],
    ["without a key", "[prod]\naws_access_key_id=a\naws_secret_access_key=b\n"],
    ["with a temporary key", "aws_access_key_id=a\naws_secret_access_key=b\naws_session_token=c\n"],
  ])("are not read from a file %s", async (_, text) => {
    const path = text === undefined ? join(folder, "absent") : file("given", text);
    const error = await plan(INSTALLED, { s3Credentials: [path] }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "SLIP-CLI-018", message: expect.stringContaining(path) });
  });
});

describe("installing again", () => {
  test("leaves what is not asked for as it was", async () => {
    const { made } = await plan(INSTALLED);
    expect(made.settings).toEqual(INSTALLED.settings);
    expect(made.namespaces).toEqual(["default"]);
    expect(made.databaseUrl).toBe(DATABASE);
    expect(made.routerToken).toBe("token");
  });

  test("changes what is", async () => {
    const options = {
      s3Endpoint: "aws",
      image: "other/slipway:2",
      region: "us-west-2",
      endJobsIn: ["default"],
      jobsIn: ["b"],
    };
    const { made } = await plan(INSTALLED, options);
    expect(made.settings).toMatchObject({
      image: "other/slipway:2",
      identity: { region: "us-west-2" },
      jobsIn: ["b"],
    });
    expect(made.settings.s3Endpoint).toBeUndefined();
    await expect(plan(INSTALLED, { endJobsIn: ["default"] })).rejects.toMatchObject({ code: "SLIP-CLI-018" });
  });

  test("brings the image of a newer Slipway, and tells when one's own stays", async () => {
    const before = { ...INSTALLED, settings: { ...INSTALLED.settings, image: "slipway.dev/slipway:0.0.9" } };
    expect((await plan(before)).made.settings.image).toBe("slipway.dev/slipway:0.1.0");
    expect((await plan(INSTALLED)).said).toContain("The image stays registry.example/slipway:1");
  });
});

describe("an address", () => {
  test.each([
    "http://localhost:9000",
    "http://127.0.0.1:9000",
    "http://127.8.8.8",
    "http://2130706433:9000",
    "http://[::1]:9000",
    "http://[::ffff:127.0.0.1]:9000",
    "http://0.0.0.0:9000",
    "http://minio.localhost:9000",
    "https://user:password@minio.example",
    "minio:9000",
    "minio.example",
  ])("that pods cannot use is refused: %s", async (s3Endpoint) => {
    await expect(plan(INSTALLED, { s3Endpoint })).rejects.toMatchObject({ code: "SLIP-CLI-021" });
  });

  test.each([
    "https://minio.example:9000",
    "http://10.0.0.7:9000",
    "http://[2001:db8::7]:9000",
    "http://minio.storage",
  ])("that they can is taken: %s", async (s3Endpoint) => {
    expect((await plan(INSTALLED, { s3Endpoint })).made.settings.s3Endpoint).toBe(s3Endpoint);
  });

  test.each([
    "postgres://u:p@localhost/db",
    "postgresql://u:p@127.0.0.1/db",
    "mysql://u:p@db.example/x",
    "nonsense",
  ])("of a database that pods cannot use is refused, and never printed: %s", async (url) => {
    const error = await plan(INSTALLED, {}, { SLIPWAY_DATABASE_URL: url }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "SLIP-CLI-021" });
    expect(String(error)).not.toContain(":p@");
  });
});
