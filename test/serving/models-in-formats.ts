import { expect, test } from "vitest";
import { type Home, ok } from "../e2e/support/home.ts";
import type { Projects } from "../e2e/support/projects.ts";
import { ask } from "./ask.ts";

/** Packages are installed four times, on machines of one processor. */
const PATIENCE_MS = 1_200_000;

/** What makes models in MLflow's format and in ONNX, and what they need to be served. */
export const MAKERS =
  "mlflow-skinny==3.17.2\npandas==2.3.3\nfastapi==0.165.0\nonnx==1.22.0\nonnxruntime==1.32.0\n";

/** Keeps a model that doubles, in the format that is asked for, with the packages that it names itself. */
const DOUBLES = `
import os, numpy, mlflow, onnx
from onnx import helper, numpy_helper, TensorProto

class Twice(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input * 2

folder = os.environ["SM_MODEL_DIR"]
needs = os.path.isfile("requirements.txt") and open("requirements.txt").read()
if os.environ["SM_HP_FORMAT"] == "mlflow":
    logged = os.path.join(folder, "logged")
    mlflow.pyfunc.save_model(logged, python_model=Twice(), pip_requirements=[])
    os.remove(os.path.join(logged, "requirements.txt"))
    folder = logged
else:
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", "m"])
    two = numpy_helper.from_array(numpy.array(2, dtype="float32"), "two")
    graph = helper.make_graph([helper.make_node("Mul", ["x", "two"], ["y"])], "twice", [value("x")], [value("y")], [two])
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), os.path.join(folder, "twice.onnx"))
if needs:
    open(os.path.join(folder, "requirements.txt"), "w").write(needs)
`;

/** Models in formats that need no code, asked by boto3; `needs`: what is installed to make and serve them, where the home's Python has it not. */
export function modelsInFormats(
  at: () => { readonly home: Home; readonly projects: Projects },
  needs?: () => Promise<string>,
): void {
  const how = needs === undefined ? "by the home's Python" : "with the packages that lie beside each";

  test(`MLflow's folder and a network in ONNX, ${how}`, { timeout: PATIENCE_MS }, async () => {
    const { home, projects } = at();
    const asked = needs === undefined ? {} : { "requirements.txt": await needs() };
    const folder = projects.write("doubles", { "train.py": DOUBLES, ...asked });
    for (const format of ["mlflow", "onnx"]) {
      await ok(home.slipway("train", folder, "--name", format, "--hp", `format=${format}`, "--wait"));
      await ok(home.slipway("deploy", format));
    }
    const table = { columns: ["a", "b"], data: [[1, 2.5]] };
    const [status, type, body] = await ask(home, "mlflow", { dataframe_split: table });
    expect([status, type]).toEqual([200, "application/json"]);
    expect(JSON.parse(body)).toEqual({ predictions: [{ a: 2, b: 5 }] });
    expect(JSON.parse((await ask(home, "onnx", table.data))[2])).toEqual([[2, 5]]);
  });
}
