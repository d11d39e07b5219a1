/** Something for each operation, by group and name. */
export type Groups<Value> = { readonly [Group in string]: { readonly [Name in string]: Value } }

/** The operation `Passkeys.get` becomes the method `passkeys.get`. */
const operationOf = (group: string, name: string) => `${group.charAt(0).toUpperCase()}${group.slice(1)}.${name}`

/** A function for each operation, named like it. */
export const mapGroups = <A>(groups: Groups<A>, map: (value: A, operation: string) => object): Groups<unknown> =>
  Object.fromEntries(
    Object.entries(groups).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.entries(members).map(([name, value]) => {
          const operation = operationOf(group, name)
          return [name, Object.defineProperty(map(value, operation), "name", { value: operation })]
        })
      )
    ])
  )

/** What either of two has, group by group. */
export const merge = <A>(one: Groups<A>, other: Groups<A>): Groups<A> => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(Array.from(names, (name) => [name, { ...one[name], ...other[name] }]))
}
