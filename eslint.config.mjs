import tseslint from "typescript-eslint";

/** Only what needs types and biome does not have: no promise is left alone, no case of a union forgotten. */
export default tseslint.config({
  files: ["packages/*/src/**/*.ts", "scripts/**/*.ts"],
  ignores: ["**/*.generated.ts"],
  languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
  plugins: { "@typescript-eslint": tseslint.plugin },
  rules: {
    "@typescript-eslint/no-floating-promises": "error",
    "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false } }],
    "@typescript-eslint/await-thenable": "error",
    "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  },
});
