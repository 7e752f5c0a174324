import { afterEach, expect, test } from "vitest";
import { type Home, ok } from "../e2e/support/home.ts";
import type { Projects } from "../e2e/support/projects.ts";
import { ask } from "./ask.ts";
import { removeEndpoints } from "./remove-endpoints.ts";

/** Trains scikit-learn's model, and prints rows with its own answers to them. */
export const WINE = `
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

const WSGI = `
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"wsgi " + environ["wsgi.input"].read()]
`;

/** A server of one's own, whose file is named \`serve\` in one place and anything in the other. */
const SERVER = `#!/usr/bin/env python3
import http.server, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(b"")
    def do_POST(self):
        self.answer(self.path.encode() + b" " + self.rfile.read(int(self.headers["content-length"])))
    def answer(self, body):
        self.send_response(200)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`;

/** Leaves a model that is nothing. */
const LEAVE = `import os; open(os.path.join(os.environ["SM_MODEL_DIR"], "nothing"), "w").close()\n`;

interface Judged {
  readonly rows: readonly (readonly number[])[];
  readonly answers: readonly number[];
}

/** Models that code of one's own left, trained, deployed and asked by boto3: the same in each home that runs programs. */
export function ownModels(at: () => { readonly home: Home; readonly projects: Projects }): void {
  afterEach(() => removeEndpoints(at().home));

  const train = async (name: string, files: Readonly<Record<string, string>>): Promise<void> => {
    const { home, projects } = at();
    await ok(home.slipway("train", projects.write(name, files), "--name", name, "--wait"));
  };

  test("scikit-learn's without any code answers as scikit-learn does, to rows of every form", async () => {
    const { home } = at();
    await train("wine", { "train.py": WINE });
    const log = await ok(home.slipway("logs", "wine"));
    const { rows, answers } = JSON.parse(/^ROWS (.*)$/m.exec(log)?.[1] ?? "") as Judged;
    await ok(home.slipway("deploy", "wine", "--instance-count", "2"));
    const told = JSON.stringify(answers).replaceAll(",", ", ");
    const lines = `${answers.join("\n")}\n`;
    expect(await ask(home, "wine", rows)).toEqual([200, "application/json", told]);
    expect((await ask(home, "wine", { instances: rows }))[2]).toBe(told);
    const jsonLines = rows.map((row) => JSON.stringify(row)).join("\n");
    expect((await ask(home, "wine", jsonLines, { type: "application/jsonlines" }))[2]).toBe(lines);
    const csv = rows.map((row) => row.join(",")).join("\n");
    expect(await ask(home, "wine", csv, { type: "text/csv" })).toEqual([200, "text/csv", lines]);
    expect((await ask(home, "wine", [[1]]))[0]).toBe(400);
    expect((await ask(home, "wine", "x", { type: "text/plain" }))[0]).toBe(415);
  });

  test("functions of SageMaker's in inference.py are called", async () => {
    const { home } = at();
    await train("named", { "train.py": WINE, "inference.py": NAMES });
    const log = await ok(home.slipway("logs", "named"));
    const { rows, answers } = JSON.parse(/^ROWS (.*)$/m.exec(log)?.[1] ?? "") as Judged;
    await ok(home.slipway("deploy", "named"));
    const [status, type, body] = await ask(home, "named", rows);
    const names = answers.map((answer) => `class_${answer}`);
    expect([status, type, JSON.parse(body)]).toEqual([200, "application/json", { names }]);
  });

  test("applications: WSGI's, a command's own server, and a program named serve", async () => {
    const { home } = at();
    await train("apps", { "train.py": LEAVE, "app.py": WSGI, "server.py": SERVER });
    await ok(home.slipway("deploy", "apps", "--name", "wsgi", "--serve", "app:app"));
    const text = { type: "text/plain" };
    expect(await ask(home, "wsgi", "data", text)).toEqual([200, "text/plain", "wsgi data"]);
    await ok(home.slipway("deploy", "apps", "--name", "command", "--serve", "python3 server.py"));
    expect(await ask(home, "command", "data", text)).toEqual([200, "text/plain", "/invocations data"]);
    await train("program", { "train.py": LEAVE, serve: SERVER });
    await ok(home.slipway("deploy", "program"));
    expect(await ask(home, "program", "data", text)).toEqual([200, "text/plain", "/invocations data"]);
  });
}
