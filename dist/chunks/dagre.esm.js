import { a as Uo, i as T, n as Ce, o as ie, r as Oe, s as ue, t as $o } from "./layout.js";

export { T as Graph, Ce as debug, Uo as default, ie as graphlib, Oe as layout, $o as util, ue as version };