// Attributes of a user by the org's schema: what they are called, and how they are read and written as text.
import type { UserProfile, UserSchema, UserSchemaAttribute } from "oktant";

export interface Attribute {
  readonly name: string;
  readonly title: string;
  readonly type: string;
  /** The type of the items of a list. */
  readonly itemType: string;
  readonly isCustom: boolean;
  readonly isRequired: boolean;
  readonly isReadOnly: boolean;
  /** The values that the schema allows, with their titles; undefined if any. */
  readonly choices: readonly (readonly [value: unknown, title: string])[] | undefined;
}

/** What an attribute is in a profile: an explicit null is not the same as no member. */
export type State = "set" | "null" | "absent";

/** The attributes of the org's schema, and those that a profile has beside it. */
export function attributesOf({ definitions = {} }: UserSchema, profile: UserProfile): Attribute[] {
  const { base, custom } = definitions;
  const read = (properties: object | undefined, isCustom: boolean, required: readonly string[] = []): Attribute[] =>
    Object.entries(properties ?? {}).map(([name, schema]) =>
      attribute(name, schema as UserSchemaAttribute, isCustom, required.includes(name)),
    );
  const known = [...read(custom?.properties, true, custom?.required), ...read(base?.properties, false, base?.required)];
  const others = Object.keys(profile).filter((name) => !known.some((own) => own.name === name));
  return [...known, ...others.map((name) => attribute(name, { title: name, mutability: "READ_ONLY" }, true, false))];
}

function attribute(name: string, schema: UserSchemaAttribute, isCustom: boolean, isRequired: boolean): Attribute {
  const { title = name, type = "string", mutability, items } = schema;
  const choices =
    schema.oneOf?.map((choice) => [choice.const, choice.title ?? String(choice.const)] as const) ??
    schema.enum?.map((value) => [value, String(value)] as const);
  return {
    name,
    title,
    type,
    itemType: items?.type ?? "string",
    isCustom,
    isRequired: isRequired || schema.required === true,
    isReadOnly: mutability === "READ_ONLY",
    choices,
  };
}

export function stateOf(profile: UserProfile, name: string): State {
  return !Object.hasOwn(profile, name) ? "absent" : profile[name] === null ? "null" : "set";
}

/** A value as the text of its field; a list has a line for each item. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.map(String).join("\n") : String(value);
}

/** The value that a text means. An empty text is null: that is how a value is taken away. */
export function valueOf({ type, itemType, choices }: Attribute, text: string): unknown {
  if (text === "") return null;
  if (choices !== undefined) return choices.find(([value]) => String(value) === text)?.[0];
  if (type === "array")
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => scalar(itemType, line));
  return scalar(type, text);
}

function scalar(type: string, text: string): unknown {
  if (type === "boolean") return text === "true";
  return type === "number" || type === "integer" ? Number(text) : text;
}
