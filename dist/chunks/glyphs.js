import { Ct as UNICODE, St as ASCII } from "./engine.js";

// src/shell/glyphs.ts
function glyphsFor({ all }) {
	const locale = all["LC_ALL"] || all["LC_CTYPE"] || all["LANG"] || "";
	return locale === "" || /utf-?8/i.test(locale) ? UNICODE : ASCII;
}

export { glyphsFor as t };