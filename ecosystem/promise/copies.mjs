/** Both builds in one process: the application is an ES module, and a library of it is CommonJS. */
import { createRequire } from "node:module"
import * as Module from "@passlock-sdk/promise"

const CommonJS = createRequire(import.meta.url)("@passlock-sdk/promise")
const exported = (copy) => Object.keys(copy).sort().join(" ")
const fields = { operation: "Passkeys.get", attempts: 1, status: 404, message: "none" }

if (Module.Passlock === CommonJS.Passlock) throw new Error("expected two copies")
if (exported(Module) !== exported(CommonJS)) throw new Error(`expected ${exported(Module)}, got ${exported(CommonJS)}`)
for (const [one, other] of [
  [Module, CommonJS],
  [CommonJS, Module]
]) {
  const error = new one.NotFound(fields)
  if (!(error instanceof other.NotFound) || !other.isPasslockError(error)) throw new Error("expected the same error")
}
console.log(`both copies export ${exported(Module)}`)
