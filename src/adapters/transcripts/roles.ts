/** Names that stand for a part in the conversation, not for somebody. */
const roles: ReadonlyMap<string, string> = new Map([
  ["user", "user"],
  ["human", "user"],
  ["assistant", "assistant"],
  ["ai", "assistant"],
  ["bot", "assistant"],
  ["gpt", "assistant"],
  ["model", "assistant"],
  ["system", "system"],
  ["tool", "tool"],
]);

export function roleOfName(name: string): string | undefined {
  return roles.get(name.trim().toLowerCase());
}
