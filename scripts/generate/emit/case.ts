/** `HyperParameterTuningJob` → `hyper-parameter-tuning-job`. */
export const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

/** `TrainingJob` → `trainingJob`. */
export const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
