import * as cheerio from "cheerio";

export const main = () => {
  const $ = cheerio.load('<ul id="list"><li class="a">One &amp; 1</li><li data-n="2"><a href="/x?y=1">Two</a></li></ul><p>after');
  $("li.a").addClass("b").text("Uno");
  $("#list").append("<li>Three</li>");
  return [$("li").map((_, li) => $(li).text()).get(), $("li:nth-child(2)").data("n"), $("a").attr("href"), $.html($("ul")), $("p").prev().is("ul"),
    $("ul").extract({ links: [{ selector: "a", value: "href" }] })];
};
