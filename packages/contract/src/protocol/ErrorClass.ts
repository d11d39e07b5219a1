/**
 * Makes the error classes of the packages whose users have no Effect.
 *
 * @since 0.1.0
 */

/**
 * The fields of an error, for its constructor.
 *
 * @since 0.1.0
 * @category models
 */
export type Fields<E extends Error> = {
  readonly [Name in keyof E as Name extends keyof Error | "_tag" | "toJSON" ? never : Name]: E[Name]
} & { readonly message: string }

/**
 * The class of an error.
 *
 * @since 0.1.0
 * @category models
 */
export interface ErrorClass<E extends Error> {
  new (fields: Fields<E>): E
  /** The error's tag, unchanged by minifiers. */
  readonly name: string
  readonly prototype: E
}

/**
 * The error classes of one package.
 *
 * @since 0.1.0
 * @category models
 */
export interface Family {
  /** Makes the class of a tag. JSON and inspection omit the `hidden` field. */
  readonly make: <E extends Error>(tag: string, hidden?: string) => ErrorClass<E>
  /** The classes by their tags. */
  readonly classes: Readonly<Record<string, new (fields: never) => Error>>
  /** Whether a value is an error of the package, even one from another copy of it. */
  readonly has: (value: unknown) => boolean
}

type AnyFields = Record<string, unknown> & { readonly message: string }

type Inspect = (value: object, options: object) => string

/**
 * Starts the error classes of a package.
 *
 * **Details**
 *
 * Its copies share the brand, which is a registered symbol: an error is also an instance of the class with its tag in
 * another copy.
 *
 * @since 0.1.0
 * @category constructors
 */
export const family = (brandName: string): Family => {
  const brand = Symbol.for(brandName)
  const has = (value: unknown): value is { readonly _tag: unknown } =>
    typeof value === "object" && value !== null && brand in value

  class Base extends Error {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return Function.prototype[Symbol.hasInstance].call(this, value) || (has(value) && value._tag === this.name)
    }

    override get name(): string {
      return this.constructor.name
    }

    toJSON(): object {
      return { ...this, message: this.message }
    }
  }
  Object.defineProperty(Base.prototype, brand, { value: true })

  const classes: Record<string, new (fields: never) => Error> = {}
  return {
    has,
    classes,
    make: <E extends Error>(tag: string, hidden = "") => {
      const values = new WeakMap<object, unknown>()
      class Member extends Base {
        constructor({ message, [hidden]: value, ...fields }: AnyFields) {
          super(message)
          Object.assign(this, fields, { _tag: tag })
          values.set(this, value)
        }
      }
      Object.defineProperty(Member, "name", { value: tag })
      if (hidden !== "") {
        Object.defineProperties(Member.prototype, {
          [hidden]: {
            get() {
              return values.get(this) ?? ""
            }
          },
          // Node.js can inspect getters.
          [Symbol.for("nodejs.util.inspect.custom")]: {
            value(this: object, _depth: number, options: object, inspect: Inspect) {
              return inspect(this, { ...options, customInspect: false, getters: false })
            }
          }
        })
      }
      classes[tag] = Member
      return Member as unknown as ErrorClass<E>
    }
  }
}
