import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { Passlock, type PasslockOptions } from "@passlock-sdk/promise"

/** A server on this machine, and a client of it. */
export interface Listening {
  readonly passlock: Passlock
  /** How many requests came. */
  readonly count: () => number
  /** How many of them are neither answered nor given up. */
  readonly pending: () => number
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export const listen = async (handler: RequestListener, options: PasslockOptions = {}): Promise<Listening> => {
  let count = 0
  let pending = 0
  const server = createServer(handler)
  server.on("request", (_, response) => {
    count++
    pending++
    response.on("close", () => pending--)
  })
  await new Promise<void>((go) => server.listen(0, "127.0.0.1", go))
  const { port } = server.address() as AddressInfo
  return {
    passlock: new Passlock({ tenancyId: "t", apiKey: "k", endpoint: `http://127.0.0.1:${port}`, ...options }),
    count: () => count,
    pending: () => pending,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((go) => server.close(go))
    }
  }
}

export const json = { "content-type": "application/json" }

/** Ways not to answer, or not to come to an end of it. */
export const stalls: Record<string, { readonly phase: "headers" | "body"; readonly handler: RequestListener }> = {
  "before the headers": { phase: "headers", handler: () => {} },
  "inside the body": {
    phase: "body",
    handler: (_, response) => {
      response.writeHead(200, json)
      response.write('{"_tag":')
    }
  },
  "inside the body of an error": {
    phase: "body",
    handler: (_, response) => {
      response.writeHead(404, json)
      response.write('{"_tag":"@error/NotFound"')
    }
  }
}

export const sleep = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds))
