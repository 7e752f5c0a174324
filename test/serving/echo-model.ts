/** Code that trains nothing, and a model that gives back what it is asked. */
export const ECHO = {
  "train.py": "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')",
  "inference.py": `
def model_fn(model_dir):
    return 1
def predict_fn(data, model):
    return data
`,
} as const;
