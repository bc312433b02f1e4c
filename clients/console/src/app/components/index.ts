/** The parts that pages are made of. */
export * from "./basics.js";
export { useNow } from "./clock.js";
export * from "./dialog.js";
export * from "./fields.js";
export * from "./notices.js";
export * from "./page.js";
export * from "./pager.js";
export * from "./states.js";
export * from "./steadytable.js";
export * from "./table.js";
export * from "./tabs.js";
