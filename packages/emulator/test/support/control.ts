/** Requests of the control API, and the requests that most of its tests need. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import { PasslockEmulator } from "../../src/index.js"
import { send } from "./http.js"

export const list = send("GET", "/passkeys/")

export const create = send("POST", "/challenges", { email: "ada@example.com", purpose: "signup" })

export const control = (method: "GET" | "POST" | "DELETE", path: string, body?: unknown) =>
  Effect.gen(function* () {
    const request = HttpClientRequest.make(method as "POST")(`http://localhost/_emulator${path}`)
    const response = yield* HttpClient.execute(
      body === undefined ? request : HttpClientRequest.bodyUnsafeJson(request, body)
    )
    const text = yield* response.text
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) }
  }).pipe(Effect.orDie)

export const inject = (rule: PasslockEmulator.FaultRule) =>
  Effect.flatMap(PasslockEmulator.Control, (emulator) => emulator.inject(rule))
