import Handlebars from "handlebars";

Handlebars.registerHelper("shout", (text) => String(text).toUpperCase());
Handlebars.registerPartial("row", "<li>{{shout name}}{{#if last}}!{{/if}}</li>");

export const main = () => [
  Handlebars.compile("<ul>{{#each items}}{{> row name=this last=@last}}{{else}}none{{/each}}</ul>{{{raw}}}{{safe}}")({ items: ["a", "b"], raw: "<b>", safe: "<i>" }),
  Handlebars.precompile("{{x}}").includes("function"), (() => { try { Handlebars.compile("{{#if}}")({}); return ""; } catch (error) { return error.name; } })(),
];
