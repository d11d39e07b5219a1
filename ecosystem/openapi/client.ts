/** Clients that are generated from the document, and what the proxy saw of their requests. */
import assert from "node:assert/strict"
import createClient, { type Client } from "openapi-fetch"
import type { components, paths } from "./api.js"
import { type Json, type Operation, operationOf, tagOf } from "./document.js"
import { type Violation, violationsOf } from "./proxy.js"

/** A request with its response. */
export interface Exchange {
  readonly operation: Operation
  readonly url: string
  readonly init: { readonly method: string; readonly headers: Headers; readonly body?: string }
  readonly status: number
  readonly body: Json
  readonly violations: ReadonlyArray<Violation>
}

/** An operation, a status and a tag. */
export const kindOf = ({ body, operation, status }: Exchange): string =>
  `${operation.operationId} ${status} ${tagOf(body)}`

/** A client that records its exchanges. */
export const makeClient = (
  proxy: string,
  exchanges: Array<Exchange>,
  headers: Record<string, string>
): Client<paths> => {
  const client = createClient<paths>({ baseUrl: proxy, headers })
  const bodies = new Map<string, string>()
  client.use({
    onRequest: async ({ id, request }) => {
      bodies.set(id, await request.clone().text())
    },
    onResponse: async ({ id, request, response, schemaPath }) => {
      const { headers, method, url } = request
      const text = bodies.get(id) ?? ""
      exchanges.push({
        operation: operationOf(schemaPath, method),
        url,
        init: { method, headers, ...(text !== "" && { body: text }) },
        status: response.status,
        body: (await response.clone().json()) as Json,
        violations: violationsOf(response)
      })
    }
  })
  return client
}

export interface Result {
  readonly data?: unknown
  readonly error?: { readonly _tag: string } | undefined
  readonly response: Response
}

export const valueOf = <A>(result: { readonly data?: A; readonly error?: unknown }): NonNullable<A> =>
  result.data ?? assert.fail(JSON.stringify(result.error))

/** The tag is one of the document's. */
export const failsWith = (result: Result, tag: `@error/${keyof components["schemas"]}`, status: number): void => {
  assert.equal(result.error?._tag, tag)
  assert.equal(result.response.status, status)
}

/** The client without types, for operations that are taken from the document. */
export const call = (
  client: Client<paths>,
  { method, path }: { readonly method: string; readonly path: string },
  init: object
): Promise<Result> => client.request(method.toLowerCase() as never, path as never, init as never) as Promise<Result>
