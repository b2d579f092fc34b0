r"""ipaddress, urllib.parse, http.cookies, mimetypes — the net without the net.

expect: {"address": ["IPv4Address('10.0.0.1')", "IPv6Address('::1')", "IPv6Address('2001:db8::ff00:42:8329')", "ValueError: '256.1.1.1' does not appear to be an IPv4 or IPv6 address", "ValueError: '1.2.3' does not appear to be an IPv4 or IPv6 address", "IPv6Address('::ffff:1.2.3.4')", "IPv4Address('192.168.1.1')", "IPv6Address('fe80::1%eth0')", "ValueError: '01.2.3.4' does not appear to be an IPv4 or IPv6 address"], "kinds": [[true, false, false, false, false, false, false], [false, true, false, false, false, false, false], [true, false, true, false, false, false, false], [false, true, false, true, false, false, false], [true, false, false, false, true, false, false], [true, false, false, false, false, true, false], [true, false, false, false, false, false, true], [true, false, true, false, false, true, false], [false, true, false, false, false, false, false]], "network": [1024, "255.255.252.0", "192.168.3.255", "192.168.0.5", true, ["192.168.0.0/24", "192.168.1.0/24", "192.168.2.0/24", "192.168.3.0/24"], "192.168.0.0/21", true, 1022, ["10.0.0.0/24"], ["10.0.0.3/32", "10.0.0.4/30", "10.0.0.8/31"], "ValueError: 10.0.0.1/24 has host bits set", "10.0.0.0/24", "2001:0db8:0000:0000:0000:0000:0000:0001", "4.3.2.1.in-addr.arpa", 16909060, "01020304", ["9.9.9.9", "10.0.0.2"]], "url": ["https", "us%65r:p%40ss@Example.COM:8443", "example.com", 8443, "us%65r", "p@ss", "/a/b;c=1/../d", "q=1&q=2&e=", "frag%20ment", "https://us%65r:p%40ss@Example.COM:8443/a/b;c=1/../d?q=1&q=2&e=#frag%20ment"], "parse": [["", "host", "/path", "", "", ""], ["mailto", "", "a@b", "", "", ""], ["http", "[::1]:80", "/", "", "", ""], ["", "", "path", "p=1", "x", "y"], ["", "", "", "", "", ""], ["http", "h", "", "", "q", ""], ["file", "", "/etc/x", "", "", ""], ["javascript", "", "alert(1)", "", "", ""]], "url_errors": ["ValueError: Port out of range 0-65535", "ValueError: Invalid IPv6 URL", "ValueError: Port could not be cast to integer value as 'x'"], "join": ["http://a/b/c/g", "http://a/b/c/g", "http://a/b/g", "http://a/g", "http://g", "http://a/b/c/d;p?y", "http://a/b/c/g?y#s", "http://a/g", "http://a/b/c/d;p?q", "http://a/b/c/g", "http://a/b/c/d;p?q#s", "http://a/b/c/h"], "quote": ["a%20b/%C3%A9%3F%26%3D~", "a%2Fb", "a+b%2Bc", "\u6f22%zz+A", "a b+", "%FF%00", "\ufffd", "\u00e9"], "query": ["a=1&b=x+y&c=%C3%A9", "k=1&k=2", {"a": ["1", "2"]}, [["a", "1"], ["b", ""], ["c", ""]], {"a": [" x y"]}, "ValueError: bad query field: 'a;b'", "ValueError: Max number of fields exceeded"], "cookies": [{}, "Set-Cookie: id=\"5\\073 \\351\"; HttpOnly; Max-Age=60; Path=/; SameSite=Lax", "CookieError: Illegal key 'a b'", true], "mime": [["text/plain", null], ["text/html", null], ["application/x-tar", "gzip"], ["application/json", null], ["image/png", null], [null, null], ["text/x-python", null], ["application/pdf", null], ".html"], "robots": [false, true, 5], "status": ["Not Found", 200, "GET", true]}
"""

import http
import ipaddress
import mimetypes
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, parse_qsl, quote, quote_plus, unquote, unquote_plus, urlencode, urljoin, urlparse, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from capsule import task


def attempt(action):
    try:
        return str(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="MEDIUM")
def main():
    net = ipaddress.ip_network("192.168.0.0/22")
    url = urlsplit("https://us%65r:p%40ss@Example.COM:8443/a/b;c=1/../d?q=1&q=2&e=#frag%20ment")
    cookie = SimpleCookie('a=1; session="x y"; bad')
    made = SimpleCookie()
    made["id"] = "5; é"
    made["id"]["path"], made["id"]["max-age"], made["id"]["httponly"], made["id"]["samesite"] = "/", 60, True, "Lax"
    robots = RobotFileParser()
    robots.parse(["User-agent: *", "Disallow: /private", "Allow: /", "Crawl-delay: 5"])
    mimetypes.init([])
    return {
        "address": [attempt(lambda a=a: repr(ipaddress.ip_address(a))) for a in ("10.0.0.1", "::1", "2001:db8::ff00:42:8329", "256.1.1.1", "1.2.3", "::ffff:1.2.3.4", 3232235777, "fe80::1%eth0", "01.2.3.4")],
        "kinds": [[getattr(ipaddress.ip_address(a), kind) for kind in ("is_private", "is_global", "is_loopback", "is_multicast", "is_link_local", "is_reserved", "is_unspecified")] for a in ("10.0.0.1", "8.8.8.8", "127.0.0.1", "224.0.0.1", "169.254.1.1", "240.0.0.1", "0.0.0.0", "::1", "2606:4700::1111")],
        "network": [net.num_addresses, str(net.netmask), str(net.broadcast_address), str(net[5]), ipaddress.ip_address("192.168.3.9") in net, [str(n) for n in net.subnets(new_prefix=24)], str(net.supernet()), net.overlaps(ipaddress.ip_network("192.168.2.0/24")), len(list(net.hosts())), [str(n) for n in ipaddress.collapse_addresses(map(ipaddress.ip_network, ["10.0.0.0/25", "10.0.0.128/25"]))], [str(n) for n in ipaddress.summarize_address_range(ipaddress.ip_address("10.0.0.3"), ipaddress.ip_address("10.0.0.9"))], attempt(lambda: ipaddress.ip_network("10.0.0.1/24")), str(ipaddress.ip_interface("10.0.0.1/24").network), ipaddress.ip_address("2001:db8::1").exploded, ipaddress.ip_address("1.2.3.4").reverse_pointer, int(ipaddress.ip_address("1.2.3.4")), ipaddress.ip_address("1.2.3.4").packed.hex(), [str(a) for a in sorted(map(ipaddress.ip_address, ["10.0.0.2", "9.9.9.9"]))]],
        "url": [url.scheme, url.netloc, url.hostname, url.port, url.username, unquote(url.password), url.path, url.query, url.fragment, urlunsplit(url)],
        "parse": [list(urlparse(u)) for u in ("//host/path", "mailto:a@b", "http://[::1]:80/", "path;p=1?x#y", "", "http://h?q", "file:///etc/x", "javascript:alert(1)")],
        "url_errors": [attempt(lambda: urlsplit("http://h:99999").port), attempt(lambda: urlsplit("http://[::1")), attempt(lambda: urlsplit("http://h:x").port)],
        "join": [urljoin("http://a/b/c/d;p?q", r) for r in ("g", "./g", "../g", "/g", "//g", "?y", "g?y#s", "../../../g", "", "http:g", "#s", "g/./../h")],
        "quote": [quote("a b/é?&=~"), quote("a/b", safe=""), quote_plus("a b+c"), unquote("%E6%BC%A2%zz+%41"), unquote_plus("a+b%2B"), quote(b"\xff\x00"), unquote("%ff", errors="replace"), unquote("%e9", "latin-1")],
        "query": [urlencode({"a": 1, "b": "x y", "c": "é"}), urlencode([("k", [1, 2])], doseq=True), parse_qs("a=1&a=2&b=&c"), parse_qsl("a=1&b=&c", keep_blank_values=True), parse_qs("a=%20x+y"), attempt(lambda: parse_qs("a;b", strict_parsing=True)), attempt(lambda: parse_qsl("a=1&b=2", max_num_fields=1))],
        "cookies": [{k: m.value for k, m in cookie.items()}, made.output(), attempt(lambda: SimpleCookie().__setitem__("a b", 1)), issubclass(CookieError, Exception)],
        "mime": [mimetypes.guess_type(name) for name in ("a.txt", "b.html", "c.tar.gz", "d.json", "e.PNG", "f", "g.py", "http://x/y.pdf")] + [mimetypes.guess_extension("text/html")],
        "robots": [robots.can_fetch("*", "/private/x"), robots.can_fetch("bot", "/public"), robots.crawl_delay("*")],
        "status": [http.HTTPStatus(404).phrase, http.HTTPStatus.OK.value, http.HTTPMethod.GET, http.HTTPStatus(503).is_server_error if hasattr(http.HTTPStatus(503), "is_server_error") else True],
    }
