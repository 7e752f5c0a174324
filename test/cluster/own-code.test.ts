/** Models that code of one's own left, served by Slipway's model server on an image that stays as it is, and asked by boto3. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { ok } from "../e2e/support/home.ts";

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

const WINE = `
import joblib, json, os
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
data = load_wine()
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(data.data, data.target)
joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], "wine.joblib"))
rows = data.data[::30]
print("ROWS " + json.dumps({"rows": rows.tolist(), "answers": model.predict(rows).tolist()}))
`;

const NAMES = `
import joblib, json, os
from sklearn.datasets import load_wine

def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "wine.joblib")), load_wine().target_names

def predict_fn(data, model):
    classifier, names = model
    return [str(names[one]) for one in classifier.predict(data)]

def output_fn(prediction, accept):
    return json.dumps({"names": prediction}), "application/json"
`;

const APPLICATION = `
import getpass, os, sys

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getuid()} {sys.version_info[:2]} ".encode() + environ["wsgi.input"].read()]
`;

describe("models of one's own on a cluster", () => {
  let home: ClusterHome;
  let scratch: string;
  let said: { readonly rows: readonly (readonly number[])[]; readonly answers: readonly number[] };
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "slipway-own-code-"));
    home = await ClusterHome.open();
    await train("wine", { "train.py": WINE, "app.py": APPLICATION });
    said = JSON.parse(/^ROWS (.*)$/m.exec(await ok(home.slipway("logs", "wine")))?.[1] ?? "");
  });
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await home.down();
  });

  async function train(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(scratch, name);
    mkdirSync(folder);
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    await ok(home.slipway("train", folder, "--name", name, "--wait"));
  }

  async function ask(endpoint: string, body: string, type = "application/json", accept = "application/json") {
    return JSON.parse(await ok(home.python("-c", ASK, endpoint, type, accept, body))) as [
      number,
      string,
      string,
    ];
  }

  test("scikit-learn's needs no code, and answers as it does in Python", async () => {
    await ok(home.slipway("deploy", "wine"));
    const answers = JSON.stringify(said.answers).replaceAll(",", ", ");
    expect(await ask("wine", JSON.stringify(said.rows))).toEqual([200, "application/json", answers]);
    expect(await ask("wine", "not JSON")).toEqual([400, "", expect.any(String)]);
  });

  test("functions of SageMaker's in inference.py are called", async () => {
    await train("named", { "train.py": WINE, "inference.py": NAMES });
    await ok(home.slipway("deploy", "named"));
    const names = said.answers.map((answer) => `class_${answer}`);
    const [status, type, body] = await ask("named", JSON.stringify(said.rows));
    expect([status, type, JSON.parse(body)]).toEqual([200, "application/json", { names }]);
  });

  test("an application is nobody on the cluster's base image", async () => {
    await ok(home.slipway("deploy", "wine", "--name", "application", "--serve", "app:app"));
    const answer = await ask("application", "data", "text/plain", "text/plain");
    expect(answer).toEqual([200, "text/plain", "65532 (3, 11) data"]);
  });
});
