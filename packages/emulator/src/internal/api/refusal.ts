/** The API's errors, as handlers make them. */
import type { ApiErrorClass, commonApiErrors } from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"

/** The body of an error of this class. */
export type Refusal<Class extends ApiErrorClass = ApiErrorClass> = Class extends ApiErrorClass
  ? Schema.Schema.Type<Class["wire"]["schema"]>
  : never

/** The body of an error that any endpoint can give. */
export type CommonRefusal = Refusal<(typeof commonApiErrors)[number]>

type Extra<Class extends ApiErrorClass> = Omit<Refusal<Class>, "_tag" | "message">

/** Fails with an error of this class. What the class carries beside a message has to be given. */
export const refuse = <Class extends ApiErrorClass>(
  errorClass: Class,
  message: string,
  ...[extra]: keyof Extra<Class> extends never ? [] : [extra: Extra<Class>]
): Effect.Effect<never, Refusal<Class>> =>
  Effect.fail({ _tag: errorClass.wire.tag, message, ...extra } as unknown as Refusal<Class>)
