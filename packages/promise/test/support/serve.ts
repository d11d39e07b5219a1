/** The emulator over HTTP, for other processes. Run by itself it prints its address and ends with its standard input. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { PasslockEmulator } from "@passlock-sdk/emulator"

export interface Serving {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Below `/redirect` every answer is a redirect to what would be there without it. */
export const serve = async (): Promise<Serving> => {
  const emulator = PasslockEmulator.make()
  const server = createServer(async (request, response) => {
    const path = request.url ?? ""
    if (path.startsWith("/redirect/")) {
      response.writeHead(307, { location: path.slice("/redirect".length) }).end()
      return
    }
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = await emulator.fetch(`http://127.0.0.1${path}`, {
      method: request.method ?? "GET",
      headers: Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
      body: chunks.length === 0 ? null : Buffer.concat(chunks)
    })
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((go) => server.listen(0, "127.0.0.1", go))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((go) => server.close(go))
      await emulator.dispose()
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { close, url } = await serve()
  console.log(url)
  process.stdin.on("end", close).resume()
}
