import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      ".resit/",
      "eslint.config.mjs",
      "packaging/compiler.cjs",
      "build/prepare.cjs",
      "tests/run.mjs",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      // `import x = require("x")`: how CommonJS modules are imported without esModuleInterop (see tsconfig.json).
      "@typescript-eslint/no-require-imports": ["error", { allowAsImport: true }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    // What is serialised into a Lambda: `import * as` of a package is copied by value (docs/decisions/0002).
    files: ["handlers/**/*.ts", "workflow/**/*.ts", "api/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportNamespaceSpecifier",
          message: "Import names: a namespace is serialised by value.",
        },
        {
          selector: "ClassDeclaration",
          message: "No classes: a serialised class loses fields, super and its name.",
        },
      ],
    },
  },
  { files: ["tests/**/*.ts"], rules: { "@typescript-eslint/no-unused-expressions": "off" } },
);
