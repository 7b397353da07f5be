import { articles } from "./concept-words.ts";
import { tokenise } from "./tokenise.ts";

const oneWord = /^[A-Za-z]+$/;
const plainWords = /^[A-Za-z]{2,}(?: [A-Za-z]{2,})*$/;
/** No key is longer, in words: what is longer is no name. */
const maxWords = 12;
const maxWritten = 512;

/**
 * What a name is known by: lower case without accents, apostrophes, hyphens and full stops, without the article
 * before it and the possessive of each word; initials are written together ("J. R. R. Tolkien" is `jrr tolkien`,
 * "U.S." is `us`). Empty where there is no word. `keyOf(keyOf(x)) === keyOf(x)`.
 */
export function keyOf(written: string): string {
  if (oneWord.test(written)) return written.length <= 64 ? written.toLowerCase() : "";
  const bounded = written.length <= maxWritten ? written : written.slice(0, maxWritten);
  const forms = plainWords.test(bounded)
    ? bounded.toLowerCase().split(" ")
    : tokenise(bounded).map(({ form }) => form);
  return joined(forms);
}

/** The words of a text as keys have them: each as its own key, initials written together. */
export function keyWords(text: string): readonly string[] {
  const words: string[] = [];
  let initials = false;
  for (const { form } of tokenise(text)) {
    const initial = isInitial(form);
    if (initial && initials) words[words.length - 1] += form;
    else words.push(form);
    initials = initial;
  }
  return words;
}

const isInitial = (form: string): boolean => form.length === 1 && form >= "a" && form <= "z";

function joined(forms: readonly string[]): string {
  let from = 0;
  while (from < forms.length - 1 && articles.has(forms[from]!)) from++;
  let key = "";
  let initials = false;
  for (let at = from, words = 0; at < forms.length && words < maxWords; at++) {
    const form = forms[at]!;
    const initial = isInitial(form);
    if (key !== "" && !(initial && initials)) {
      key += " ";
      words++;
    }
    key += form;
    initials = initial;
  }
  return key;
}

/** A noun without the -s of its plural: "agencies" is agency, "classes" class, "dogs" dog, "bus" bus. */
export function singular(word: string): string {
  if (
    word.length < 4 ||
    !word.endsWith("s") ||
    /(?:[aiousy]s|ss)$/.test(word.slice(-2)) ||
    word === "news" ||
    /(?:spec|ser)ies$/.test(word)
  )
    return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
