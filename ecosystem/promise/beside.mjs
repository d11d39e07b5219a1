/** The facade in an application that has its own Effect. */
import { Passlock } from "@passlock-sdk/promise"
import { Effect } from "effect"

const passlock = new Passlock()
const program = Effect.tryPromise(() => passlock.passkeys.list())
const page = await Effect.runPromise(program)
if (page._tag !== "FindAllPasskeys") throw new Error("expected a page")
console.log("a call ran inside the application's own Effect")
