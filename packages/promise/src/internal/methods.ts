import type { PasslockError as ProgramError } from "@passlock-sdk/effect"
import type * as Effect from "effect/Effect"
import type { Answer } from "../Answer.js"
import type { CallOptions } from "../CallOptions.js"
import type { Outcome } from "../Outcome.js"
import type { PasslockError } from "../PasslockError.js"
import { type Call, type Connection, callOf } from "./connection.js"
import { type Groups, mapGroups } from "./groups.js"
import type { Program } from "./programs.js"

/** What becomes of a program. */
type Manner = <A, R>(
  connection: Connection<R>,
  program: Effect.Effect<A, ProgramError, R>,
  call: Call
) => Promise<unknown>

export const valueOf = <A>(outcome: Outcome<A, PasslockError>): A => {
  if (outcome.success) return outcome.value
  throw outcome.error
}

/** A value, or a rejection. */
export const plain: Manner = async (connection, program, call) => valueOf(await connection.run(program, call))

/** An outcome, also where the others reject. */
export const safe: Manner = (connection, program, call) => connection.run(program, call)

/** A value with the answer that brought it, or a rejection. */
export const withResponse: Manner = async (connection, program, call) => {
  let answer: Omit<Answer<unknown>, "value"> | undefined
  const onAnswer: Call["onAnswer"] = (status, headers) => {
    const requestId = headers["x-request-id"]
    answer = { status, headers, ...(requestId === undefined ? {} : { requestId }) }
  }
  const value = valueOf(await connection.run(program, { ...call, onAnswer }))
  return { value, ...answer }
}

/** A method for each program. */
export const make = <R>(connection: Connection<R>, programs: Groups<Program<R>>, manner: Manner): Groups<unknown> =>
  mapGroups(programs, (program, operation) => {
    const method = (request: never, options?: CallOptions): Promise<unknown> =>
      manner(connection, program(request), callOf(operation, method, options))
    return method
  })
