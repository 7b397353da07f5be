/** Words that stand for one another in everyday English, whatever is asked. */
const rings: readonly (readonly string[])[] = [
  ["go", "head", "travel", "get"],
  ["went", "headed", "travelled", "got"],
  ["attend", "visit", "join", "drop by"],
  ["buy", "purchase", "acquire", "pick up"],
  ["bought", "purchased", "acquired", "picked up"],
  ["like", "enjoy", "love", "fancy"],
  ["make", "create", "prepare", "produce"],
  ["made", "created", "prepared", "produced"],
  ["do", "perform", "carry out", "practise"],
  ["start", "begin", "take up", "launch"],
  ["finish", "complete", "wrap up", "end"],
  ["plan", "intend", "mean", "aim"],
  ["live", "reside", "dwell", "stay"],
  ["work", "job", "employment", "position"],
  ["house", "home", "place", "residence"],
  ["friend", "pal", "buddy", "mate"],
  ["kid", "child", "youngster", "little one"],
  ["kids", "children", "youngsters", "little ones"],
  ["trip", "journey", "tour", "outing"],
  ["group", "circle", "club", "community"],
  ["event", "occasion", "gathering", "function"],
  ["book", "title", "novel", "volume"],
  ["picture", "photo", "image", "shot"],
  ["meeting", "session", "appointment", "get-together"],
  ["project", "undertaking", "venture", "piece of work"],
  ["feature", "function", "capability", "part"],
  ["problem", "issue", "trouble", "difficulty"],
  ["help", "assist", "support", "back"],
  ["use", "employ", "utilise", "rely on"],
  ["improve", "better", "enhance", "polish"],
  ["handle", "manage", "deal with", "treat"],
  ["suggest", "propose", "advise", "recommend"],
  ["get", "receive", "obtain", "gain"],
  ["want", "wish", "desire", "would like"],
  ["favorite", "preferred", "best loved", "dearest"],
  ["recently", "lately", "not long ago", "of late"],
  ["many", "lots of", "numerous", "a number of"],
  ["total", "sum", "overall count", "whole"],
  ["time", "moment", "point", "hour"],
  ["date", "day", "calendar day", "moment"],
  ["month", "four weeks", "moon", "period"],
  ["team", "crew", "staff", "squad"],
  ["new", "fresh", "recent", "latest"],
];

const frames: readonly ((matter: string, answer: string) => string)[] = [
  (matter, answer) => `As for ${matter}, it is ${answer}.`,
  (matter, answer) => `${answer} is what there is to know concerning ${matter}.`,
  (matter, answer) => `Everybody agrees that ${matter} comes down to ${answer}.`,
  (matter, answer) => `Our readers often wonder: ${matter}. They learn that ${answer} is right.`,
  (matter, answer) => `Regarding ${matter} we can confirm ${answer}.`,
  (matter, answer) => `It turned out to be ${answer}, if you think of ${matter}.`,
  (matter, answer) => `${matter}? Certainly ${answer}, according to those present.`,
  (matter, answer) => `The record shows ${answer} under the heading ${matter}.`,
  (matter, answer) => `Whoever looks into ${matter} finds ${answer} in the end.`,
  (matter, answer) => `No doubt remains: ${answer}. This settles ${matter}.`,
];

const asking = new Set(
  "what when where who whom which why how did does do is are was were have has had the a an of to in on at for and any some would could can might".split(
    " ",
  ),
);

/**
 * The `i`th way to state an answer to a question in other words: another frame, the question's words of weight in
 * another order, and three of four of those that have others in their place exchanged. The same for the same `i`.
 */
export function paraphrase(question: string, answer: string, i: number): string {
  const words = question.match(/[\p{L}\p{N}'’-]+/gu) ?? [];
  const matter = words
    .filter((word) => !asking.has(word.toLowerCase()))
    .map((word, at) => {
      const ring = rings.find((one) => one.includes(word.toLowerCase()));
      return ring === undefined ? word : ring[(ring.indexOf(word.toLowerCase()) + i + at) % ring.length]!;
    });
  const turn = matter.length === 0 ? 0 : Math.floor(i / frames.length) % matter.length;
  const turned = [...matter.slice(turn), ...matter.slice(0, turn)];
  return frames[i % frames.length]!((i % 3 === 0 ? turned.reverse() : turned).join(" "), answer);
}
