/** Random cases: the contract's examples, changed in structure and in text, behind hostile headers. */
import * as Examples from "@passlock-sdk/contract/Examples"
import * as Errors from "@passlock-sdk/contract/PasslockError"
import * as FC from "effect/FastCheck"
import type { Case, Cause, Reply, ResponseReply, Wire } from "./Case.js"
import { type Operation, secretsOf } from "./documented.js"
import { key } from "./idToken.js"
import { forms } from "./secrets.js"
import { epoch } from "./time.js"

/** JSON with what `JSON.stringify` cannot write: duplicate keys, infinite numbers. */
type Tree =
  | { readonly text: string }
  | { readonly items: ReadonlyArray<Tree> }
  | { readonly fields: ReadonlyArray<readonly [key: string, value: Tree]> }

const treeOf = (value: unknown): Tree => {
  if (Array.isArray(value)) return { items: value.map(treeOf) }
  if (typeof value !== "object" || value === null) return { text: JSON.stringify(value) }
  return { fields: Object.entries(value).map(([key, inner]) => [JSON.stringify(key), treeOf(inner)]) }
}

const render = (tree: Tree): string => {
  if ("text" in tree) return tree.text
  if ("items" in tree) return `[${tree.items.map(render).join(",")}]`
  return `{${tree.fields.map(([key, value]) => `${key}:${render(value)}`).join(",")}}`
}

const childrenOf = (tree: Tree): ReadonlyArray<Tree> =>
  "text" in tree ? [] : "items" in tree ? tree.items : tree.fields.map(([, value]) => value)

const sizeOf = (tree: Tree): number => childrenOf(tree).reduce((sum, child) => sum + sizeOf(child), 1)

/** Changes the node with this number, counted from the root. `undefined` removes it. */
const changeAt = (tree: Tree, number: number, change: (tree: Tree) => Tree | undefined): Tree | undefined => {
  let left = number
  const walk = (node: Tree): Tree | undefined => {
    if (left-- === 0) return change(node)
    if (left < 0 || "text" in node) return node
    if ("items" in node) return { items: node.items.map(walk).filter((item) => item !== undefined) }
    return {
      fields: node.fields.flatMap(([key, value]): ReadonlyArray<readonly [string, Tree]> => {
        const walked = walk(value)
        return walked === undefined ? [] : [[key, walked]]
      })
    }
  }
  return walk(tree)
}

/** A secret of the operation, as its server can send it back. */
const echoOf = (operation: Operation): FC.Arbitrary<string> => {
  const sent = secretsOf(operation).flatMap(forms)
  if (sent.length === 0) return FC.constant("nothing")
  return FC.record({
    form: FC.constantFrom(...sent),
    change: FC.constantFrom("none", "none", "none", "lower", "upper", "padded"),
    padding: FC.constantFrom("", ".", "..", "x".repeat(90), "x".repeat(285))
  }).map(({ change, form, padding }) => {
    const changed = change === "lower" ? form.toLowerCase() : change === "upper" ? form.toUpperCase() : form
    return change === "padded" ? padding + changed : changed
  })
}

const errorClasses = Object.values(Errors).filter(
  (value): value is Errors.ApiErrorClass => typeof value === "function" && "wire" in value
)

const errorTags = errorClasses.map(({ wire }) => wire.tag)

const keySet = Examples.all["Principals.verifyIdToken"].response.keys

/** A response of each operation of the contract. The published keys are those of the token's key and of others. */
const examples: { readonly [operation in Operation]?: object } = {
  ...Object.fromEntries(Object.entries(Examples.all).map(([operation, { response }]) => [operation, response])),
  "Principals.verifyIdToken": { keys: [...keySet.map((other) => ({ ...(other as object), kid: "key_00" })), key] }
}

const successTags = Object.values(examples).flatMap((value) => ("_tag" in value ? [String(value._tag)] : []))

const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth)

const payloadText = (echoed: FC.Arbitrary<string>): FC.Arbitrary<string> =>
  FC.oneof(
    { weight: 12, arbitrary: FC.constantFrom("null", "true", "false", "0", "-1", "1", '""', "[]", "{}", '"x"') },
    {
      weight: 4,
      arbitrary: FC.constantFrom("1e309", "-1e309", "1e-400", "-0", "1.5", "9007199254740993", "1e21", "99999999999")
    },
    {
      weight: 3,
      arbitrary: FC.constantFrom(
        '"\\ud800"',
        '"\\udfff\\ud800"',
        '"\\u0000"',
        '"a\\u202eb"',
        '"__proto__"',
        '"a=b"',
        '"AA=="'
      )
    },
    {
      weight: 2,
      arbitrary: FC.constantFrom(...errorTags, ...successTags, "@error/New", "@error/").map((tag) => `"${tag}"`)
    },
    { weight: 3, arbitrary: echoed.map((secret) => JSON.stringify(`so: ${secret}!`)) },
    { weight: 3, arbitrary: FC.json({ maxDepth: 2 }) },
    { weight: 2, arbitrary: FC.string({ maxLength: 40 }).map((text) => JSON.stringify(text)) },
    {
      weight: 1,
      arbitrary: FC.record({ depth: FC.constantFrom(20, 49, 150, 1_200, 9_000), kind: FC.boolean() }).map(
        ({ depth, kind }) => (kind ? nested(depth, "[", "]") : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`)
      )
    },
    {
      weight: 1,
      arbitrary: FC.record({
        count: FC.constantFrom(19, 20, 21, 100, 5_000),
        item: FC.constantFrom("{}", "0", "null", "[]", '""')
      }).map(({ count, item }) => `[${Array(count).fill(item).join(",")}]`)
    },
    { weight: 1, arbitrary: FC.constantFrom(10, 400, 70_000).map((length) => `"${"x".repeat(length)}"`) }
  )

const keys = FC.constantFrom(
  '"__proto__"',
  '"\\u005f_proto__"',
  '"_\\u005fproto_\\u005f"',
  '"constructor"',
  '"prototype"',
  '"toString"',
  '"toJSON"',
  '"then"',
  '"hasOwnProperty"',
  '"_tag"',
  '"message"',
  '"id"',
  '"userId"',
  '"platform"',
  '"mediation"',
  '"timeout"',
  '"cursor"',
  '"retryAfterSeconds"',
  '"warnings"',
  '"displayName"',
  '""',
  '"0"',
  '"length"',
  '"new"'
)

const protoPayload = FC.constantFrom('{"id":"evil"}', '{"_tag":"Passkey"}', "null", "7", '{"toString":1}')

const payload = (echoed: FC.Arbitrary<string>): FC.Arbitrary<string> =>
  FC.oneof({ weight: 6, arbitrary: payloadText(echoed) }, { weight: 1, arbitrary: protoPayload })

interface Mutation {
  readonly at: number
  readonly kind: "remove" | "replace" | "add" | "duplicate" | "rename" | "wrap" | "repeat"
  readonly key: string
  readonly payload: string
  readonly times: number
}

const mutation = (echoed: FC.Arbitrary<string>): FC.Arbitrary<Mutation> =>
  FC.record<Mutation>({
    at: FC.nat(10_000),
    kind: FC.constantFrom(
      "remove",
      "replace",
      "replace",
      "replace",
      "add",
      "add",
      "duplicate",
      "rename",
      "wrap",
      "repeat"
    ),
    key: keys,
    payload: payload(echoed),
    times: FC.constantFrom(2, 3, 20, 25, 300)
  })

const mutate = (tree: Tree, { at, key, kind, payload, times }: Mutation): Tree => {
  const text: Tree = { text: payload }
  const change = (node: Tree): Tree | undefined => {
    switch (kind) {
      case "remove":
        return undefined
      case "replace":
        return text
      case "add":
        if ("fields" in node) return { fields: [...node.fields, [key, text]] }
        return "items" in node ? { items: [...node.items, text] } : node
      case "duplicate":
        if (!("fields" in node)) return node
        return {
          fields: [...node.fields, ...node.fields.slice(at % (node.fields.length + 1)).map(([k]) => [k, text] as const)]
        }
      case "rename":
        if (!("fields" in node) || node.fields.length === 0) return node
        return { fields: node.fields.map(([k, v], index) => [index === at % node.fields.length ? key : k, v] as const) }
      case "wrap":
        return at % 2 === 0 ? { items: [node] } : { fields: [[key, node]] }
      case "repeat":
        return "items" in node && node.items.length > 0 && node.items.length < 100
          ? { items: Array<ReadonlyArray<Tree>>(times).fill(node.items).flat() }
          : node
    }
  }
  return changeAt(tree, at % sizeOf(tree), change) ?? { text: "" }
}

const html = FC.constantFrom(
  "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>",
  "<html>\n<head><title>Sign in to Wi-Fi</title></head></html>",
  "upstream connect error or disconnect/reset before headers",
  "OK",
  "null",
  "[]",
  "0",
  '"text"',
  "{",
  "}",
  "",
  " ",
  "\0",
  "NaN",
  "{'_tag':'Passkey'}",
  "data: {}\n\n"
)

/** The text of a body that is JSON, more or less what the operation expects. */
const jsonText = (operation: Operation): FC.Arbitrary<string> => {
  const errors = errorClasses.map((errorClass) => treeOf(Examples.error(errorClass)))
  const base = FC.oneof(
    { weight: 10, arbitrary: FC.constant(treeOf(examples[operation])) },
    { weight: 3, arbitrary: FC.constantFrom(...errors) },
    { weight: 1, arbitrary: FC.constantFrom(...Object.values(examples)).map(treeOf) },
    { weight: 1, arbitrary: FC.constantFrom<Tree>({ fields: [] }, { fields: [['"message"', { text: '"no tag"' }]] }) }
  )
  return FC.tuple(
    base,
    FC.oneof(
      { weight: 1, arbitrary: FC.constant([]) },
      { weight: 3, arbitrary: FC.array(mutation(echoOf(operation)), { minLength: 1, maxLength: 3 }) }
    )
  ).map(([tree, mutations]) => render(mutations.reduce<Tree>(mutate, tree)))
}

const encoder = new TextEncoder()

interface Damage {
  readonly kind: "cut" | "byte order mark" | "invalid UTF-8" | "prefix" | "suffix" | "overwrite" | "spaces" | "UTF-16"
  readonly at: number
  readonly byte: number
}

const damaged: FC.Arbitrary<Damage> = FC.record<Damage>({
  kind: FC.constantFrom("cut", "byte order mark", "invalid UTF-8", "prefix", "suffix", "overwrite", "spaces", "UTF-16"),
  at: FC.double({ min: 0, max: 1, noNaN: true }),
  byte: FC.nat(255)
})

const damage = (body: Uint8Array, { at, byte, kind }: Damage): Uint8Array => {
  const index = Math.floor(at * body.length)
  const join = (...parts: ReadonlyArray<Uint8Array | string>) =>
    new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part))))
  switch (kind) {
    case "cut":
      return body.slice(0, index)
    case "byte order mark":
      return join("\ufeff", body)
    case "invalid UTF-8":
      return join(body.slice(0, index), Uint8Array.of(0xc3, 0xff), body.slice(index))
    case "prefix":
      return join(")]}',\n", body)
    case "suffix":
      return join(body, body.slice(0, index))
    case "overwrite":
      return join(body.slice(0, index), Uint8Array.of(byte), body.slice(index + 1))
    case "spaces":
      return join(" \n".repeat(index + 1), body, "\t".repeat(byte))
    case "UTF-16":
      return new Uint8Array(Buffer.from(Buffer.from(body).toString("utf8"), "utf16le"))
  }
}

/** Large bodies take long, so they are rare. */
const large = FC.record({
  size: FC.constantFrom(200_000, 1_048_577, 3_000_000, 11_000_000),
  item: FC.constantFrom("{}", "0", '{"_tag":"PasskeySummary"}', '"x"', "[[]]", `{"id":"${"y".repeat(300)}"}`),
  key: FC.constantFrom(
    "records",
    "updated",
    "deleted",
    "keys",
    "metadata",
    "allAcceptedCredentialIds",
    "instructions",
    "warnings",
    "unknown"
  ),
  tag: FC.constantFrom<string>(...successTags)
}).map(({ item, key, size, tag }) => {
  const count = Math.floor(size / (item.length + 1))
  return encoder.encode(`{"_tag":"${tag}","cursor":null,"${key}":[${Array(count).fill(item).join(",")}]}`)
})

const body = (operation: Operation): FC.Arbitrary<Uint8Array> => {
  const json = jsonText(operation)
  const echoed = echoOf(operation)
  const text = FC.oneof(
    { weight: 20, arbitrary: json.map((text) => encoder.encode(text)) },
    { weight: 2, arbitrary: html.map((text) => encoder.encode(text)) },
    { weight: 1, arbitrary: FC.uint8Array({ maxLength: 60 }) },
    { weight: 1, arbitrary: echoed.map((secret) => encoder.encode(`<p>${secret}</p>`)) }
  )
  return FC.oneof(
    { weight: 200, arbitrary: text },
    { weight: 40, arbitrary: FC.tuple(text, damaged).map(([bytes, kind]) => damage(bytes, kind)) },
    { weight: 1, arbitrary: large }
  )
}

const retryAfter = FC.oneof(
  FC.constantFrom("0", "1", "5", "60", "61", "3600", "999999999", "9999999999", "-1", "1.5", "1e3", "0x10", "", " 7 "),
  FC.constantFrom("5, 10", "soon", "Infinity", "NaN", "١", "0005"),
  FC.constantFrom("Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Thu, 32 Foo 2026 99:99:99 GMT"),
  FC.integer({ min: -100_000, max: 100_000 }).map((milliseconds) => new Date(epoch + milliseconds).toUTCString())
)

const asHeader = (text: string): string => Buffer.from(text.replace(/[^\x20-\x7e]/g, "?")).toString("latin1")

const header = (echoed: FC.Arbitrary<string>): FC.Arbitrary<readonly [string, string]> =>
  FC.oneof(
    {
      weight: 4,
      arbitrary: FC.tuple(
        FC.constant("content-type"),
        FC.oneof(
          FC.constantFrom("text/html", "application/json; charset=utf-16", "text/plain", "", "multipart/x", "a/b\tc"),
          echoed.map(asHeader)
        )
      )
    },
    { weight: 4, arbitrary: FC.tuple(FC.constant("retry-after"), retryAfter.map(asHeader)) },
    {
      weight: 2,
      arbitrary: FC.tuple(
        FC.constant("content-length"),
        FC.constantFrom("0", "5", "-1", "1e9", "99999999999999", "abc", "5, 5", "Infinity", "0x7fffffff")
      )
    },
    {
      weight: 2,
      arbitrary: FC.tuple(
        FC.constant("x-request-id"),
        FC.oneof(FC.constantFrom("req_01", "r".repeat(5_000), "<script>"), echoed.map(asHeader))
      )
    },
    {
      weight: 2,
      arbitrary: FC.tuple(
        FC.constant("location"),
        FC.oneof(
          FC.constantFrom("/login", "//evil.example/", "javascript:alert(1)", "http://[", "https://evil.example/?a=1"),
          echoed.map((secret) => asHeader(`https://evil.example/${secret}`)),
          echoed.map((secret) => asHeader(`https://${secret}.evil.example/`)),
          echoed.map((secret) => asHeader(`https://user:${secret}@evil.example/`))
        )
      )
    },
    {
      weight: 2,
      arbitrary: FC.constantFrom<readonly [string, string]>(
        ["content-encoding", "br, gzip, x"],
        ["transfer-encoding", "chunked"],
        ["connection", "close"],
        ["set-cookie", "a=b; Path=/"],
        ["set-cookie", "c=d"],
        ["x-huge", "h".repeat(20_000)],
        ["x-empty", ""],
        ["__proto__", "polluted"],
        ["constructor", "polluted"],
        ["refresh", "0; url=https://evil.example"],
        ["alt-svc", 'h3="evil.example:443"'],
        ["traceparent", "00-00000000000000000000000000000000-0000000000000000-00"],
        ["x-b3-traceid", "zz"]
      )
    }
  )

const status = FC.oneof(
  { weight: 6, arbitrary: FC.constantFrom(200, 201, 202) },
  { weight: 5, arbitrary: FC.constantFrom(400, 401, 403, 404, 408, 409, 410, 413, 421, 422, 425, 429, 429) },
  { weight: 3, arbitrary: FC.constantFrom(500, 502, 503, 504) },
  { weight: 2, arbitrary: FC.constantFrom(0, 100, 101, 103, 204, 205, 206, 226, 300, 301, 302, 303, 304, 307, 308) },
  { weight: 2, arbitrary: FC.integer({ min: 100, max: 599 }) }
)

const response = (operation: Operation): FC.Arbitrary<ResponseReply> =>
  FC.record({
    type: FC.constant("response" as const),
    status,
    headers: FC.tuple(
      FC.constantFrom<ReadonlyArray<readonly [string, string]>>([["content-type", "application/json"]], []),
      FC.array(header(echoOf(operation)), { maxLength: 2 })
    ).map(([type, others]) => [...type, ...others]),
    body: body(operation),
    cuts: FC.array(FC.nat(3_000), { maxLength: 4 }),
    end: FC.oneof(
      { weight: 30, arbitrary: FC.constant("end" as const) },
      { weight: 1, arbitrary: FC.constantFrom("error" as const, "silence" as const) }
    ),
    form: FC.oneof(
      { weight: 10, arbitrary: FC.constant("stream" as const) },
      { weight: 1, arbitrary: FC.constant("text" as const) }
    )
  })

const causes: ReadonlyArray<Cause> = [
  "refused",
  "refused twice",
  "refused and reset",
  "no such host",
  "connect timeout",
  "read timeout",
  "reset",
  "socket closed",
  "headers too large",
  "string",
  "undefined",
  "circular",
  "throws when read",
  "secrets in the message",
  "no response",
  "empty object"
]

const reply = (operation: Operation): FC.Arbitrary<Reply> =>
  FC.oneof(
    { weight: 30, arbitrary: response(operation) },
    {
      weight: 2,
      arbitrary: FC.record({ type: FC.constant("failure" as const), cause: FC.constantFrom(...causes) })
    },
    { weight: 1, arbitrary: FC.constant({ type: "silence" as const }) }
  )

const wire: FC.Arbitrary<Wire> = FC.record<Wire>({
  framing: FC.constantFrom("length", "chunked", "close", "gzip"),
  damage: FC.oneof(
    { weight: 1, arbitrary: FC.constant<Wire["damage"]>("none") },
    {
      weight: 1,
      arbitrary: FC.constantFrom<Array<Wire["damage"]>>(
        "bad status line",
        "cut",
        "reset",
        "junk after",
        "headers without end",
        "huge header",
        "bare line feeds",
        "two lengths",
        "bad chunk",
        "not gzip"
      )
    }
  ),
  at: FC.double({ min: 0, max: 1, noNaN: true })
})

/** One case in so many goes over a real socket. */
const socketShare = 100

const caseOf = (operation: Operation): FC.Arbitrary<Case> =>
  FC.record({
    operation: FC.constant(operation),
    settings: FC.record({
      maxRetries: FC.constantFrom(2, 2, 0, 1, 4),
      timeout: FC.constantFrom(30_000, 30_000, 700, 5_000, Infinity),
      totalTimeout: FC.constantFrom(60_000, 60_000, 1_500, 20_000, 600),
      maxResponseSize: FC.constantFrom(10 * 2 ** 20, 10 * 2 ** 20, 10 * 2 ** 20, 1_000, 100, Infinity)
    }),
    variant: FC.constantFrom("plain", "safe", "withResponse"),
    client: FC.constantFrom("stub", "fetch"),
    replies: FC.array(reply(operation), { minLength: 1, maxLength: 3 }).map(
      (replies) => replies as unknown as Case["replies"]
    ),
    wire: FC.oneof({ weight: socketShare - 1, arbitrary: FC.constant(undefined) }, { weight: 1, arbitrary: wire })
  })

/** Cases of these operations. */
export const cases = (only: ReadonlyArray<Operation>): FC.Arbitrary<Case> => FC.oneof(...only.map(caseOf))
