import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { Passlock, type PasslockOptions } from "@passlock-sdk/promise"

/** A local server and a client for it. */
export interface Listening {
  readonly endpoint: string
  readonly passlock: Passlock
  /** The number of requests received. */
  readonly count: () => number
  /** The number of requests that have neither a complete response nor a closed connection. */
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    endpoint,
    passlock: new Passlock({ tenancyId: "t", apiKey: "k", endpoint, ...options }),
    count: () => count,
    pending: () => pending,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

export const json = { "content-type": "application/json" }

/** Responses that never arrive or never end. */
export const stalls: Record<string, { readonly phase: "headers" | "body"; readonly handler: RequestListener }> = {
  "before the headers": { phase: "headers", handler: () => {} },
  "inside the body": {
    phase: "body",
    handler: (_, response) => {
      response.writeHead(200, json)
      response.write('{"_tag":')
    }
  },
  "inside an error's body": {
    phase: "body",
    handler: (_, response) => {
      response.writeHead(404, json)
      response.write('{"_tag":"@error/NotFound"')
    }
  }
}

export const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Waits for a condition, however busy the machine is. */
export const until = async (condition: () => boolean) => {
  const end = performance.now() + 60_000
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within 60 s: ${condition}`)
    await sleep(5)
  }
}
