import { Cn as err, cn as isJsonMap, dn as quote, rn as isTooDeep, wn as ok } from "./engine.js";

// src/core/schema-check.ts
const KEYWORDS = new Map([
	["type", "type"],
	["enum", "list"],
	["const", "anything"],
	["$ref", "text"],
	["$defs", "schema_map"],
	["definitions", "schema_map"],
	...[
		"allOf",
		"anyOf",
		"oneOf",
		"prefixItems"
	].map((key) => [key, "schemas"]),
	...[
		"not",
		"if",
		"then",
		"else",
		"contains",
		"propertyNames"
	].map((key) => [key, "schema"]),
	...["additionalProperties", "additionalItems"].map((key) => [key, "schema"]),
	["items", "schema_or_list"],
	["properties", "schema_map"],
	["patternProperties", "schema_map"],
	["dependentSchemas", "schema_map"],
	["required", "names"],
	["dependentRequired", "name_lists"],
	["pattern", "pattern"],
	["multipleOf", "positive"],
	["uniqueItems", "flag"],
	...[
		"minimum",
		"maximum",
		"exclusiveMinimum",
		"exclusiveMaximum"
	].map((key) => [key, "number"]),
	...[
		"minLength",
		"maxLength",
		"minItems",
		"maxItems"
	].map((key) => [key, "count"]),
	...[
		"minProperties",
		"maxProperties",
		"minContains",
		"maxContains"
	].map((key) => [key, "count"])
]);
const UNSUPPORTED = [
	"unevaluatedProperties",
	"unevaluatedItems",
	"dependencies",
	"$dynamicRef",
	"$recursiveRef",
	"$anchor"
];
const IN_PLACE = [
	"allOf",
	"anyOf",
	"oneOf",
	"not",
	"if",
	"then",
	"else",
	"dependentSchemas"
];
const TYPES = [
	"string",
	"number",
	"integer",
	"boolean",
	"object",
	"array",
	"null"
];
const MAX_DEPTH$1 = 200;
const keywordFault = (schema) => schemaFault(schema, "", {
	root: schema,
	depth: 0
});
function schemaFault(schema, path, site) {
	if (typeof schema === "boolean") return void 0;
	if (!isJsonMap(schema)) return `${named(path)} must be a schema: a map, true or false`;
	if (site.depth > MAX_DEPTH$1) return `it is nested more than ${MAX_DEPTH$1} deep`;
	for (const key of UNSUPPORTED) if (Object.hasOwn(schema, key)) return `${named(below(path, key))} is not supported`;
	if (path !== "" && Object.hasOwn(schema, "$id")) return `${named(below(path, "$id"))} is not supported`;
	for (const [key, value] of Object.entries(schema)) {
		const shape = KEYWORDS.get(key);
		const reason = shape && valueFault(value, below(path, key), shape, {
			...site,
			depth: site.depth + 1
		});
		if (reason !== void 0) return reason;
	}
	const ref = schema["$ref"];
	if (typeof ref !== "string" || resolveRef(site.root, ref) !== void 0) return void 0;
	if (!ref.startsWith("#")) return `${named(below(path, "$ref"))} leads out of the schema: ${quote(ref)}`;
	return `${named(below(path, "$ref"))} leads nowhere: ${quote(ref)}`;
}
function valueFault(value, path, shape, site) {
	switch (shape) {
		case "schema": return schemaFault(value, path, site);
		case "schema_or_list": return valueFault(value, path, Array.isArray(value) ? "schemas" : "schema", site);
		case "schemas":
			if (!Array.isArray(value)) return `${named(path)} must be a list of schemas`;
			return firstFault(value.entries(), path, site);
		case "schema_map":
			if (!isJsonMap(value)) return `${named(path)} must be a map of schemas`;
			return badPattern(value, path) ?? firstFault(Object.entries(value), path, site);
		default: {
			const wish = PLAIN[shape](value);
			return wish === void 0 ? void 0 : `${named(path)} must be ${wish}`;
		}
	}
}
function firstFault(entries, path, site) {
	for (const [key, value] of entries) {
		const reason = schemaFault(value, below(path, key), site);
		if (reason !== void 0) return reason;
	}
}
function badPattern(map, path) {
	if (!path.endsWith("patternProperties")) return void 0;
	const bad = Object.keys(map).find((key) => compilePattern(key) === void 0);
	return bad === void 0 ? void 0 : `${named(path)} must have regular expressions as keys: ${quote(bad)}`;
}
const isNames = (value) => Array.isArray(value) && value.every((name) => typeof name === "string");
const unless = (fits, wish) => fits ? void 0 : wish;
const PLAIN = {
	anything: () => void 0,
	text: (value) => unless(typeof value === "string", "text"),
	flag: (value) => unless(typeof value === "boolean", "true or false"),
	number: (value) => unless(typeof value === "number", "a number"),
	positive: (value) => unless(typeof value === "number" && value > 0, "a number above 0"),
	count: (value) => unless(Number.isInteger(value) && value >= 0, "a whole number from 0 up"),
	list: (value) => unless(Array.isArray(value) && value.length > 0, "a list of at least one value"),
	names: (value) => unless(isNames(value), "a list of names"),
	name_lists: (value) => unless(isJsonMap(value) && Object.values(value).every(isNames), "a map of lists of names"),
	pattern: (value) => unless(typeof value === "string" && compilePattern(value) !== void 0, "a regular expression"),
	type: (value) => {
		const types = Array.isArray(value) ? value : [value];
		const fits = types.length > 0 && types.every((type) => typeof type === "string" && TYPES.includes(type));
		return unless(fits, `one or more of ${TYPES.join(", ")}`);
	}
};
function compilePattern(source) {
	for (const flags of ["u", ""]) try {
		return new RegExp(source, flags);
	} catch {}
}
function resolveRef(root, ref) {
	if (!/^#(?:\/|$)/.test(ref)) return void 0;
	let at = root;
	for (const part of ref.split("/").slice(1)) {
		const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
		if (Array.isArray(at)) at = /^\d+$/.test(key) ? at[Number(key)] : void 0;
		else at = isJsonMap(at) && Object.hasOwn(at, key) ? at[key] : void 0;
	}
	return typeof at === "boolean" || isJsonMap(at) ? at : void 0;
}
function refCircle(root) {
	const done = /* @__PURE__ */ new Set();
	const open = /* @__PURE__ */ new Set();
	const visit = (schema) => {
		if (!isJsonMap(schema) || done.has(schema)) return void 0;
		if (open.has(schema)) return "its $ref go round in a circle";
		open.add(schema);
		for (const next of inPlace(root, schema)) {
			const reason = visit(next);
			if (reason !== void 0) return reason;
		}
		open.delete(schema);
		done.add(schema);
	};
	const starts = [root];
	for (const schema of starts) {
		const reason = visit(schema);
		if (reason !== void 0) return reason;
		if (typeof schema === "object" && schema !== null) starts.push(...Object.values(schema));
	}
}
function inPlace(root, schema) {
	const ref = schema["$ref"];
	const target = typeof ref === "string" ? resolveRef(root, ref) : void 0;
	const rest = IN_PLACE.flatMap((key) => {
		const value = schema[key];
		if (key === "dependentSchemas") return isJsonMap(value) ? Object.values(value) : [];
		if (value === void 0) return [];
		return Array.isArray(value) ? value : [value];
	});
	return target === void 0 ? rest : [target, ...rest];
}
const named = (path) => path === "" ? "it" : `\`${path}\``;
function below(path, key) {
	if (typeof key === "number") return `${path}[${key}]`;
	if (!/^[\w$-]{1,60}$/.test(key)) return `${path}[${quote(key).replaceAll("`", "\"")}]`;
	return path === "" ? key : `${path}.${key}`;
}

// src/core/schema-fit.ts
const MAX_DEPTH = 1e3;
function checkFit(schema, spot, look) {
	if (schema === void 0 || schema === true || look.errors.length >= look.most) return;
	if (!isJsonMap(schema)) add(look, spot, "is not allowed");
	else if (look.depth > MAX_DEPTH) add(look, spot, `is nested more than ${MAX_DEPTH} deep`);
	else fitKeywords(schema, spot, {
		...look,
		depth: look.depth + 1
	});
}
function fitKeywords(schema, spot, inner) {
	if (!fitType(schema, spot, inner) || !fitValues(schema, spot, inner)) return;
	const { value, path } = spot;
	if (typeof value === "string") fitText(schema, {
		value,
		path
	}, inner);
	else if (typeof value === "number") fitNumber(schema, {
		value,
		path
	}, inner);
	else if (Array.isArray(value)) fitList(schema, {
		value,
		path
	}, inner);
	else if (isJsonMap(value)) fitMap(schema, {
		value,
		path
	}, inner);
	fitOthers(schema, spot, inner);
}
function add(look, { path }, words) {
	if (look.errors.length < look.most) look.errors.push(`${path === "" ? "it" : `\`${path}\``} ${words}`);
}
const at = (path, key, value) => ({
	value,
	path: below(path, key)
});
function errorsOf(schema, spot, look) {
	const inner = {
		...look,
		errors: [],
		most: 1
	};
	checkFit(schema, spot, inner);
	return inner.errors;
}
const fits = (schema, spot, look) => errorsOf(schema, spot, look).length === 0;
const TYPE_WORDS = {
	string: "a string",
	number: "a number",
	integer: "an integer",
	boolean: "a boolean",
	object: "an object",
	array: "an array",
	null: "null"
};
function typeOf(value) {
	if (value === null) return "null";
	return Array.isArray(value) ? "array" : typeof value;
}
function fitType(schema, spot, look) {
	const wished = schema["type"];
	if (wished === void 0) return true;
	const types = Array.isArray(wished) ? wished : [wished];
	const type = typeOf(spot.value);
	if (types.some((wish) => wish === type || wish === "integer" && Number.isInteger(spot.value))) return true;
	add(look, spot, `must be ${types.map((wish) => TYPE_WORDS[wish] ?? wish).join(" or ")}, not ${type === "number" && types.includes("integer") ? String(spot.value) : TYPE_WORDS[type]}`);
	return false;
}
function fitValues(schema, spot, look) {
	const one = schema["const"];
	const values = one === void 0 ? schema["enum"] : [one];
	if (!Array.isArray(values)) return true;
	const text = canonical(spot.value);
	if (values.some((value) => canonical(value) === text)) return true;
	const shown = values.slice(0, 10).map((value) => quote(JSON.stringify(value)));
	if (values.length > shown.length) shown.push("…");
	add(look, spot, `must be ${values.length === 1 ? "" : "one of "}${shown.join(", ")}`);
	return false;
}
function canonical(value) {
	if (typeof value !== "object" || value === null) return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
	return `{${Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}
const limit = (schema, key) => {
	const value = schema[key];
	return typeof value === "number" ? value : void 0;
};
const plural = (thing, count) => count === 1 ? thing : `${thing}s`;
function fitCount(schema, [most, count, thing], spot, look) {
	const [min, max] = [limit(schema, `min${most}`), limit(schema, `max${most}`)];
	if (min !== void 0 && count < min) add(look, spot, `must have at least ${min} ${plural(thing, min)}, not ${count}`);
	if (max !== void 0 && count > max) add(look, spot, `must have at most ${max} ${plural(thing, max)}, not ${count}`);
}
function fitText(schema, spot, look) {
	if (schema["minLength"] !== void 0 || schema["maxLength"] !== void 0) {
		let count = 0;
		for (const _ of spot.value) count++;
		fitCount(schema, [
			"Length",
			count,
			"character"
		], spot, look);
	}
	const { pattern } = schema;
	if (typeof pattern === "string" && compilePattern(pattern)?.test(spot.value) === false) add(look, spot, `must match ${quote(pattern)}`);
}
function fitNumber(schema, spot, look) {
	const { value } = spot;
	const [min, max] = [limit(schema, "minimum"), limit(schema, "maximum")];
	const [above, less] = [limit(schema, "exclusiveMinimum"), limit(schema, "exclusiveMaximum")];
	const step = limit(schema, "multipleOf");
	if (min !== void 0 && value < min) add(look, spot, `must be at least ${min}, not ${value}`);
	if (max !== void 0 && value > max) add(look, spot, `must be at most ${max}, not ${value}`);
	if (above !== void 0 && value <= above) add(look, spot, `must be more than ${above}, not ${value}`);
	if (less !== void 0 && value >= less) add(look, spot, `must be less than ${less}, not ${value}`);
	if (step !== void 0 && !isMultiple(value, step)) add(look, spot, `must be a multiple of ${step}, not ${value}`);
}
function isMultiple(value, step) {
	const times = value / step;
	return Math.abs(times - Math.round(times)) <= Number.EPSILON * Math.max(1, Math.abs(times)) * 4;
}
function fitList(schema, spot, look) {
	const { value, path } = spot;
	fitCount(schema, [
		"Items",
		value.length,
		"item"
	], spot, look);
	const { items } = schema;
	const isOldTuple = Array.isArray(items);
	const first = isOldTuple ? items : schema["prefixItems"] ?? [];
	const rest = isOldTuple ? schema["additionalItems"] : items;
	for (const [index, item] of value.entries()) {
		if (look.errors.length >= look.most) return;
		checkFit(index < first.length ? first[index] : rest, at(path, index, item), look);
	}
	if (schema["uniqueItems"] === true && new Set(value.map(canonical)).size < value.length) add(look, spot, "must have no item twice");
	const { contains } = schema;
	if (contains === void 0) return;
	const count = value.filter((item, index) => fits(contains, at(path, index, item), look)).length;
	fitCount({
		minContains: 1,
		...schema
	}, [
		"Contains",
		count,
		"matching item"
	], spot, look);
}
function fitMap(schema, spot, look) {
	const { value, path } = spot;
	const keys = Object.keys(value);
	fitCount(schema, [
		"Properties",
		keys.length,
		"key"
	], spot, look);
	for (const name of schema["required"] ?? []) needKey(value, name, path, look);
	const dependent = Object.entries(schema["dependentRequired"] ?? {});
	for (const [key, names] of dependent) if (Object.hasOwn(value, key)) for (const name of names) needKey(value, name, path, look);
	const properties = schema["properties"] ?? {};
	const patterns = Object.entries(schema["patternProperties"] ?? {}).map(([pattern, sub]) => [compilePattern(pattern), sub]);
	for (const key of keys) {
		if (look.errors.length >= look.most) return;
		const there = at(path, key, value[key]);
		const own = Object.hasOwn(properties, key) ? [properties[key]] : [];
		const matching = patterns.filter(([pattern]) => pattern?.test(key) === true).map(([, sub]) => sub);
		const subs = [...own, ...matching];
		for (const sub of subs.length === 0 ? [schema["additionalProperties"]] : subs) checkFit(sub, there, look);
		const unnamed = errorsOf(schema["propertyNames"], {
			value: key,
			path: ""
		}, look)[0];
		if (unnamed !== void 0) add(look, there, `has a name that does not fit: ${unnamed}`);
	}
}
function needKey(value, name, path, look) {
	if (!Object.hasOwn(value, name)) add(look, { path: below(path, name) }, "is missing");
}
function fitOthers(schema, spot, look) {
	const { $ref, not } = schema;
	if (typeof $ref === "string") checkFit(resolveRef(look.root, $ref) ?? false, spot, look);
	for (const sub of listOf(schema["allOf"])) checkFit(sub, spot, look);
	if (schema["anyOf"] !== void 0) fitAny(listOf(schema["anyOf"]), spot, look);
	if (schema["oneOf"] !== void 0) fitOne(listOf(schema["oneOf"]), spot, look);
	if (not !== void 0 && fits(not, spot, look)) add(look, spot, "is what `not` forbids");
	if (schema["if"] !== void 0) checkFit(schema[fits(schema["if"], spot, look) ? "then" : "else"], spot, look);
	const { value } = spot;
	if (!isJsonMap(value)) return;
	for (const [key, sub] of Object.entries(schema["dependentSchemas"] ?? {})) if (Object.hasOwn(value, key)) checkFit(sub, spot, look);
}
const listOf = (value) => Array.isArray(value) ? value : [];
function fitAny(options, spot, look) {
	const closest = [];
	for (const option of options) {
		const error = errorsOf(option, spot, look)[0];
		if (error === void 0) return;
		closest.push(error);
	}
	add(look, spot, `fits none of ${options.length} schemas${nearest(closest)}`);
}
function fitOne(options, spot, look) {
	const errors = options.map((option) => errorsOf(option, spot, look)[0]);
	const missed = errors.filter((error) => error !== void 0);
	const count = errors.length - missed.length;
	if (count === 0) add(look, spot, `fits none of ${options.length} schemas${nearest(missed)}`);
	if (count > 1) add(look, spot, `fits ${count} of ${options.length} schemas, not one`);
}
const CLOSEST = "; of the closest: ";
function nearest(errors) {
	const depth = (error) => error.startsWith("`") ? error.slice(1, error.indexOf("`", 1)).split(/[.[]/).length : 0;
	const best = errors.toSorted((a, b) => depth(b) - depth(a))[0];
	return best === void 0 ? "" : CLOSEST + best.split(CLOSEST).at(-1);
}

// src/core/output-schema.ts
const MAX_ERRORS = 10;
const MAX_BYTES = 131071;
function checkSchema(schema) {
	const fault = keywordFault(schema);
	if (fault !== void 0) return fault;
	if (new TextEncoder().encode(JSON.stringify(schema)).length > MAX_BYTES) return "it is longer than 128 KiB";
	return refCircle(schema);
}
function fitErrors(schema, value) {
	if (isTooDeep(value)) return [`it is nested more than ${200} deep`];
	const errors = [];
	checkFit(schema, {
		value,
		path: ""
	}, {
		root: schema,
		errors,
		most: MAX_ERRORS,
		depth: 0
	});
	return errors;
}
function answerOf(text) {
	for (const candidate of [
		text,
		lastFence(text),
		lastLine(text)
	]) {
		const value = candidate === void 0 ? void 0 : parse(candidate);
		if (value !== void 0) return ok(value);
	}
	const spans = [span(text, "{", "}"), span(text, "[", "]")].filter((found) => found !== void 0);
	for (const found of spans.sort((a, b) => b.length - a.length)) {
		const value = parse(found);
		if (value !== void 0) return ok(value);
	}
	return err("it holds no JSON");
}
function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
const lastLine = (text) => text.trimEnd().split("\n").at(-1);
function lastFence(text) {
	const open = /```json[ \t]*\r?\n/gi;
	let start = -1;
	for (let found = open.exec(text); found !== null; found = open.exec(text)) start = open.lastIndex;
	const end = start < 0 ? -1 : text.indexOf("\n```", start - 1);
	return end < 0 ? void 0 : text.slice(start, end);
}
function span(text, open, close) {
	const start = text.indexOf(open);
	const end = text.lastIndexOf(close);
	return start < 0 || end < start ? void 0 : text.slice(start, end + 1);
}

export { checkSchema as n, fitErrors as r, answerOf as t };