/** What a handler takes and returns. Each endpoint has one, in the file of its group. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type * as IdToken from "@passlock-sdk/contract/IdToken"
import type { ApiErrorClass, commonApiErrors } from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { Tenancy } from "../state/store.js"
import type { Descriptor, Operation } from "./router.js"

export interface RequestContext {
  /** The `Origin` header. */
  readonly origin: string | undefined
  readonly userAgent: string | undefined
  readonly ipAddress: string | undefined
}

/** The context of a request that passed the authentication of its endpoint. */
export interface TenancyContext extends RequestContext {
  readonly tenancy: Tenancy
}

/** The response body of an error class. */
export type ApiError<Class extends ApiErrorClass = ApiErrorClass> = Class extends ApiErrorClass
  ? Schema.Schema.Type<Class["wire"]["schema"]>
  : never

/** The response body of an error that every endpoint can fail with. */
export type CommonApiError = ApiError<(typeof commonApiErrors)[number]>

type DescriptorOf<Name extends Operation> = Extract<Descriptor, { readonly operation: Name }>

/** The key set belongs to no tenancy. */
type ContextOf<Name extends Operation> = Name extends (typeof IdToken.getKeySet)["operation"]
  ? RequestContext
  : TenancyContext

/** The operations of a group, such as `Passkeys`. */
export type OperationsOf<Group extends string> = Extract<Operation, `${Group}.${string}`>

/** The handlers of some operations, typed by their descriptors. */
export type HandlersOf<Names extends Operation> = {
  readonly [Name in Names]: (
    request: Endpoint.Request<DescriptorOf<Name>>,
    context: ContextOf<Name>
  ) => Effect.Effect<
    Endpoint.Success<DescriptorOf<Name>>,
    CommonApiError | ApiError<DescriptorOf<Name>["errors"][number]>
  >
}

/** The handlers of all operations: a missing one does not compile. */
export type Handlers = HandlersOf<Operation>

type ExtraFields<Class extends ApiErrorClass> = Omit<ApiError<Class>, "_tag" | "message">

/** Fails with an error of the class. The class decides which fields are required besides the message. */
export const fail = <Class extends ApiErrorClass>(
  errorClass: Class,
  message: string,
  ...[fields]: keyof ExtraFields<Class> extends never ? [] : [fields: ExtraFields<Class>]
): Effect.Effect<never, ApiError<Class>> =>
  Effect.fail({ _tag: errorClass.wire.tag, message, ...fields } as unknown as ApiError<Class>)
