/**
 * The rules between the fields of a request, as JSON Schema keywords, by the name of its schema. The contract expresses them
 * in code. `allOf` around `anyOf`, because openapi-typescript makes `unknown` of an `anyOf` beside properties.
 */
export const rules: Readonly<Record<string, object>> = {
  PreparePasskeyDeletion: { oneOf: [{ required: ["passkeyIds"] }, { required: ["userId"] }] },
  PrepareAuthentication: { allOf: [{ anyOf: [{ required: ["userId"] }, { required: ["allowCredentials"] }] }] },
  AuthorizeAuthentication: {
    allOf: [{ anyOf: [{ required: ["userId"] }, { required: ["allowCredentials"] }, { required: ["discoverable"] }] }],
    // Without `discoverable`, the schema of that field matches too.
    not: {
      required: ["mediation"],
      properties: { mediation: { const: "conditional" }, discoverable: { const: false } }
    }
  }
}
