import type { Encoder } from "../ports/encoder.ts";
import { unit } from "./unit.ts";

/**
 * What anybody may say, ask or write down, about as much as makes a mean. Not from any collection of texts.
 * Other sentences, other vectors: they are part of the encoder's id.
 */
const sentences: readonly string[] = [
  "I had porridge with berries for breakfast this morning.",
  "Could you remind me when the meeting starts?",
  "The train to the coast leaves at half past nine.",
  "My sister called last night to tell me about her new flat.",
  "Water boils at a lower temperature in the mountains.",
  "Thanks so much, that really means a lot to me!",
  "He was elected mayor of the town twelve years ago.",
  "We are thinking of painting the kitchen yellow.",
  "To install the program, open a terminal and run the command below.",
  "The novel tells the story of a sailor who never learned to swim.",
  "How was your weekend? Did you get some rest?",
  "The company's profits fell by a tenth in the second quarter.",
  "I have been learning to play the violin since January.",
  "Patients who took the medicine slept an hour longer on average.",
  "The museum is closed on Mondays and on public holidays.",
  "Our dog hates thunder and hides under the bed.",
  "Here are five tips for growing tomatoes on a balcony.",
  "The river forms the border between the two countries.",
  "I am worried about the exam, I could not sleep at all.",
  "She won the race in spite of a broken shoe.",
  "What would you like to eat tonight?",
  "The function returns a list of all words in the file.",
  "They got married in a small church by the lake.",
  "It was so good to see you again, let's do this more often!",
  "The band's second album was recorded in a barn.",
  "I spent far too much money on books this month.",
  "Stars of this kind burn their fuel within a few million years.",
  "Sorry, I can't come on Friday, I have to work late.",
  "The court decided that the contract was not valid.",
  "We saw three deer at the edge of the forest.",
  "Please send me the photos from the trip when you have time.",
  "He studied chemistry and later taught at a village school.",
];

/** Two unrelated sentences are so alike at most, on average, where 0 stands for "nothing in common". */
const LEAST_ALIKE = 0.25;

/**
 * The same encoder with its vectors taken from their common middle, for one whose texts all lie near each other, as
 * e5's do (cosines of 0.7 to 1): then 0 stands for "nothing in common", as whatever weighs or adds cosines supposes.
 * One that needs none of this, as all-MiniLM-L6-v2, is given back as it is.
 *
 * Formula: (v - m) / |v - m|, m the mean vector of 32 sentences, encoded as episodes; |m|^2 is how alike two of them
 *   are on average.
 * Errors: those of the encoder.
 */
export async function centredEncoder(encoder: Encoder): Promise<Encoder> {
  const mean = new Float32Array(encoder.dimensions);
  for (const vector of await encoder.encode(sentences, "episode"))
    for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / sentences.length;
  if (Math.hypot(...mean) ** 2 < LEAST_ALIKE) return encoder;
  return {
    id: `centred-1(${encoder.id})`,
    dimensions: encoder.dimensions,
    async encode(texts, purpose, signal) {
      const vectors = await encoder.encode(texts, purpose, signal);
      return vectors.map((vector) =>
        // What says nothing has no direction.
        vector.every((value) => value === 0) ? vector : unit(vector.map((value, i) => value - mean[i]!)),
      );
    },
  };
}
