/** What a handler is. There is one for each endpoint, in the file of its concern. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type * as Effect from "effect/Effect"
import type { Tenancy } from "../state/store.js"
import type * as Api from "./httpApi.js"
import type { CommonRefusal, Refusal } from "./refusal.js"

/** Who makes the request, as far as it is known. */
export interface Visitor {
  /** The page the request comes from. */
  readonly origin: string | undefined
  readonly userAgent: string | undefined
  readonly ipAddress: string | undefined
}

/** A visitor of a tenancy, with whatever proof the endpoint asks for. */
export interface Caller extends Visitor {
  readonly tenancy: Tenancy
}

type Descriptor = (typeof Api.descriptors)[number]

export type Operation = Descriptor["operation"]

type DescriptorOf<Name extends Operation> = Extract<Descriptor, { readonly operation: Name }>

/** The keys belong to nobody; everything else belongs to a tenancy. */
type CallerOf<Name extends Operation> = Name extends (typeof Endpoints.getKeySet)["operation"] ? Visitor : Caller

/** The handlers of some endpoints, typed by their descriptors. */
export type HandlersOf<Names extends Operation> = {
  readonly [Name in Names]: (
    request: Endpoint.Request<DescriptorOf<Name>>,
    caller: CallerOf<Name>
  ) => Effect.Effect<
    Endpoint.Success<DescriptorOf<Name>>,
    CommonRefusal | Refusal<DescriptorOf<Name>["errors"][number]>
  >
}

/** The handlers of all endpoints: a missing one does not compile. */
export type Handlers = HandlersOf<Operation>
