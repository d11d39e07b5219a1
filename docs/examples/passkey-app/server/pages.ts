/** Serves the pages and their assets, which are bundled when the application starts. */
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { PasslockTenancy } from "@passlock-sdk/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Record from "effect/Record"
import * as esbuild from "esbuild"
import { UnknownPath } from "./errors.js"
import * as Responses from "./responses.js"
import * as SessionCookie from "./sessionCookie.js"

const scripts = ["login", "signup", "account"] as const

type Name = (typeof scripts)[number] | "notFound"

const folder = fileURLToPath(new URL("../page/", import.meta.url))

const bundle = async (): Promise<ReadonlyMap<string, Uint8Array>> => {
  const { outputFiles } = await esbuild.build({
    entryPoints: [...scripts.map((name) => `${folder}${name}.ts`), `${folder}style.css`],
    outdir: `${folder}assets`,
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "silent"
  })
  return new Map(outputFiles.map(({ contents, path }) => [path.slice(folder.length), contents]))
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")

/** The Passlock settings that a page needs. Never add the API key. */
const head = (tenancy: Context.Tag.Service<PasslockTenancy>): string =>
  [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta name="passlock-tenancy-id" content="${escape(tenancy.tenancyId)}">`,
    `<meta name="passlock-endpoint" content="${escape(tenancy.endpoint)}">`,
    '<link rel="icon" href="/assets/icon.svg">',
    '<link rel="stylesheet" href="/assets/style.css">'
  ].join("\n    ")

export class Pages extends Context.Tag("passkey-app/Pages")<
  Pages,
  {
    readonly html: (name: Name) => string
    readonly asset: (path: string) => Uint8Array | undefined
  }
>() {
  static readonly layer = Layer.effect(
    Pages,
    Effect.gen(function* () {
      const tenancy = yield* PasslockTenancy
      const assets = new Map(yield* Effect.promise(bundle))
      assets.set("assets/icon.svg", yield* Effect.promise(() => readFile(`${folder}icon.svg`)))
      const read = (name: string) => Effect.promise(() => readFile(`${folder}${name}.html`, "utf8"))
      const pages = yield* Effect.all({
        login: read("login"),
        signup: read("signup"),
        account: read("account"),
        notFound: read("404")
      })
      const parts = { head: head(tenancy), brand: yield* read("brand"), code: yield* read("code") }
      const html = Record.map(pages, (page) =>
        Object.entries(parts).reduce((text, [part, html]) => text.replace(`<!-- ${part} -->`, () => html.trim()), page)
      )
      return {
        html: (name) => html[name],
        asset: (path) => assets.get(path)
      }
    })
  )
}

const types = { js: "text/javascript", css: "text/css", svg: "image/svg+xml" }

const page = (name: Name) =>
  Effect.map(Pages, (pages) => HttpServerResponse.raw(pages.html(name), { contentType: "text/html; charset=utf-8" }))

/** Responds with a page to browsers and with JSON to scripts. */
export const notFound = Effect.gen(function* () {
  const { headers } = yield* HttpServerRequest.HttpServerRequest
  if (!headers.accept?.includes("text/html")) return Responses.fromFailure(new UnknownPath())
  return HttpServerResponse.setStatus(yield* page("notFound"), 404)
})

const asset = Effect.gen(function* () {
  const { url } = yield* HttpServerRequest.HttpServerRequest
  const { pathname } = new URL(url, "http://localhost")
  const bytes = (yield* Pages).asset(pathname.slice(1))
  const type = Object.entries(types).find(([extension]) => pathname.endsWith(`.${extension}`))?.[1]
  if (bytes === undefined || type === undefined) return yield* notFound
  return HttpServerResponse.uint8Array(bytes, { contentType: type, headers: { "cache-control": "no-cache" } })
})

const isLoggedIn = Effect.map(SessionCookie.current, (current) => current?.session._tag === "User")

const forUsers = Effect.fnUntraced(function* (name: Name) {
  if (yield* isLoggedIn) return yield* page(name)
  if (!(yield* SessionCookie.isExpired)) return HttpServerResponse.redirect("/login")
  // Expire the cookie, so that the user sees the message once.
  yield* SessionCookie.end
  return HttpServerResponse.redirect("/login?reason=expired")
})

const forAnonymous = (name: Name) =>
  Effect.flatMap(isLoggedIn, (loggedIn) =>
    loggedIn ? Effect.succeed(HttpServerResponse.redirect("/account")) : page(name)
  )

export const routes = HttpRouter.empty.pipe(
  HttpRouter.get("/", Effect.succeed(HttpServerResponse.redirect("/account"))),
  HttpRouter.get("/login", forAnonymous("login")),
  HttpRouter.get("/signup", forAnonymous("signup")),
  HttpRouter.get("/account", forUsers("account")),
  HttpRouter.get("/assets/*", asset)
)
