import { LogicError } from "./logic-error.ts";
import { type Atom, atomsOf, type Rule, signatureOf } from "./syntax.ts";

/**
 * Groups of rules, each with what its predicates rest on before it: the strongly connected components of
 * "rests on", found by Tarjan's algorithm (1972, doi:10.1137/0201010). Throws `negation-cycle` where a
 * predicate rests on its own absence, since no order gives such rules a meaning.
 */
export function strataOf(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const heads = Map.groupBy(rules, ({ head }) => nameOf(head));
  const restsOn = (predicate: string): readonly string[] =>
    (heads.get(predicate) ?? []).flatMap(premisesOf).filter((premise) => heads.has(premise));
  const components = componentsOf([...heads.keys()], restsOn);
  for (const component of components) refuseCycle(component, heads);
  return components.map((component) => [...component].flatMap((predicate) => heads.get(predicate)!));
}

const premisesOf = ({ body }: Rule): readonly string[] => body.flatMap(atomsOf).map(nameOf);

const nameOf = ({ predicate, terms }: Atom): string => signatureOf(predicate, terms.length);

/** Strongly connected components, each after those that it points to. */
function componentsOf(
  nodes: readonly string[],
  edges: (node: string) => readonly string[],
): readonly ReadonlySet<string>[] {
  const components: ReadonlySet<string>[] = [];
  const low = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const visit = (node: string): number => {
    const index = low.size;
    low.set(node, index);
    path.push(node);
    onPath.add(node);
    let lowest = index;
    for (const next of edges(node))
      if (!low.has(next)) lowest = Math.min(lowest, visit(next));
      else if (onPath.has(next)) lowest = Math.min(lowest, low.get(next)!);
    low.set(node, lowest);
    if (lowest === index) {
      const component = path.splice(path.indexOf(node));
      for (const member of component) onPath.delete(member);
      components.push(new Set(component));
    }
    return lowest;
  };
  for (const node of nodes) if (!low.has(node)) visit(node);
  return components;
}

function refuseCycle(component: ReadonlySet<string>, heads: ReadonlyMap<string, readonly Rule[]>): void {
  for (const member of component)
    for (const { head, body } of heads.get(member)!)
      for (const literal of body) {
        if (literal.kind !== "absent" || !component.has(nameOf(literal.atom))) continue;
        const name = nameOf(head);
        const back = pathBetween(nameOf(literal.atom), name, component, heads);
        throw new LogicError(
          "negation-cycle",
          `${name} rests on its own absence: ${name} <- not ${back.join(" <- ")}.`,
          {
            at: literal.atom.at,
            value: [name, ...back],
            remedy: "Break the circle, or say what is false with a rule for the complement, -p.",
          },
        );
      }
}

/** A shortest way from one predicate to another along what they rest on, both ends included. */
function pathBetween(
  from: string,
  to: string,
  component: ReadonlySet<string>,
  heads: ReadonlyMap<string, readonly Rule[]>,
): readonly string[] {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const node of cameFrom.keys()) {
    if (node === to) break;
    for (const next of heads.get(node)!.flatMap(premisesOf))
      if (component.has(next) && !cameFrom.has(next)) cameFrom.set(next, node);
  }
  const path: string[] = [];
  for (let node: string | undefined = to; node !== undefined; node = cameFrom.get(node)) path.unshift(node);
  return path;
}
