/** Language models, which only a user configures: `import { createHttpLanguageModel } from "encephalon/language-models"`. */
export { createHttpLanguageModel, type HttpLanguageModelOptions } from "./providers/http-language-model.ts";
