/** The command among the arguments, also when its options cannot be parsed. */
export function commandOf(args: readonly string[]): string | undefined {
  return args.find((arg, i) => !arg.startsWith("-") && args[i - 1] !== "--brain");
}
