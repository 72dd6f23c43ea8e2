import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";
import { importRules } from "./importRules.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", "demo/**", "runs/**"] },
  {
    files: ["src/**/*.ts", "webview/**/*.ts", "test/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: root },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name." },
        { selector: "ExportAllDeclaration", message: "Import from the file that has it." },
        { selector: "TSEnumDeclaration", message: "Use a union of strings." },
      ],
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/prefer-readonly": "error",
      // Numbers in messages are the rule here, not a slip.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // An index that a loop bounds needs no check, and typed arrays would need one at every step.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Both take every indexed value for present, because the compiler does, and call the checks of absence idle.
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      // A leading underscore says: left out on purpose.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
    },
  },
  { files: ["src/cli/**/*.ts", "test/bench/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["test/tools/vitest.config.ts"],
    // The program that reads it wants a default export.
    rules: { "no-restricted-syntax": "off" },
  },
  ...importRules(),
  {
    files: [".build/**/*.mjs", "test/**/*.mjs", "test/tools/**/*.js"],
    rules: { eqeqeq: "error", "prefer-const": "error", "no-unused-vars": "error" },
  },
);
