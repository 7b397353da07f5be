import type { CompletionOptions, LanguageModel } from "../../src/index.ts";

/** What a language model once said of a text, or what goes wrong when it is asked. */
export type Answer = string | Error | Promise<string>;

/** A language model whose answers were recorded, by the text that it is asked about. */
export class RecordedModel implements LanguageModel {
  readonly id: string;
  readonly asked: string[] = [];
  readonly prompts: string[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #answers: (text: string) => Answer;

  constructor(answers: Readonly<Record<string, Answer>> | ((text: string) => Answer), id = "recorded") {
    this.id = id;
    this.#answers = typeof answers === "function" ? answers : (text) => answers[text] ?? "[]";
  }

  async complete(prompt: string, { signal }: CompletionOptions): Promise<string> {
    const quoted = /^Text: (.*)$/m.exec(prompt)![1]!;
    const text = JSON.parse(quoted) as string;
    this.asked.push(text);
    this.prompts.push(prompt);
    this.signals.push(signal);
    const answer = this.#answers(text);
    if (answer instanceof Error) throw answer;
    return answer;
  }
}
