"""Fetches files from package indexes. It runs in a sandbox that reaches those indexes and one folder, and nothing it gives is trusted."""

import base64
import html.parser
import os
import urllib.error
import urllib.parse
import urllib.request

from capsule import task

CHUNK = 1 << 18
LONGEST_PAGE = 16 << 20


def open_url(url, login):
    """The variables hold placeholders: the host puts the login in their place, for the index's own hosts alone."""
    request = urllib.request.Request(url, headers={"User-Agent": "capsule", "Accept-Encoding": "identity"})
    if login is not None:
        pair = f"{os.environ[login['user']]}:{os.environ[login['password']]}"
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
    return urllib.request.urlopen(request, timeout=60)


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


@task(name="find")
def find(page, file_name, login=None):
    """The address of a file that a page of an index lists, or None."""
    with open_url(page, login) as response:
        text = response.read(LONGEST_PAGE).decode("utf-8", "replace")
        page = response.url
    links = Links()
    links.feed(text)
    for link in links.found:
        url = urllib.parse.urljoin(page, link)
        if urllib.parse.unquote(urllib.parse.urlsplit(url).path).rsplit("/", 1)[-1] == file_name:
            return urllib.parse.urldefrag(url).url
    return None


@task(name="reach")
def reach(page, login=None):
    """What the index answers: a status, which says that it is there and whether it knows the login."""
    try:
        with open_url(page, login) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


@task(name="fetch")
def fetch(url, file_name, limit, login=None):
    """Writes a file into the folder that is granted, and gives its length."""
    with open_url(url, login) as response, open(os.path.join("work", file_name), "xb") as file:
        length = 0
        while chunk := response.read(CHUNK):
            length += len(chunk)
            if length > limit:
                raise ValueError(f"{url} has more than {limit} bytes")
            file.write(chunk)
        return length
