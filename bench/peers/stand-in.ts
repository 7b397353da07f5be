import { registerHooks } from "node:module";

const standIns = new Map<string, string>();
let registered = false;

/** From now on, whoever imports or requires `name` gets the module at `url`: of a package that cannot be had here. */
export function standIn(name: string, url: URL): void {
  standIns.set(name, url.href);
  if (registered) return;
  registered = true;
  registerHooks({
    resolve(specifier, context, next) {
      const instead = standIns.get(specifier);
      return instead === undefined ? next(specifier, context) : { url: instead, shortCircuit: true };
    },
  });
}
