"""Showing rich values, as ``IPython.display`` does. Values that have to be fetched or played by a browser are not here."""

import builtins
import json

__all__ = [
    "DisplayObject", "HTML", "Image", "JSON", "Latex", "Markdown", "Math", "Pretty", "SVG", "TextDisplayObject",
    "clear_output", "display", "display_html", "display_jpeg", "display_json", "display_latex", "display_markdown",
    "display_png", "display_pretty", "display_svg",
]

_SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


def display(*objs, include=None, exclude=None, metadata=None, transient=None, display_id=None, raw=False, clear=False, **kwargs):
    """Shows values. What was shown cannot be changed or cleared any more."""
    for value in objs:
        builtins.display(_Bundle(value) if raw else value)


def clear_output(wait=False):
    """Nothing: what was shown stays."""


class _Bundle:
    def __init__(self, data):
        self._data = dict(data)

    def __repr__(self):
        return str(self._data.get("text/plain", ""))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._data


class DisplayObject:
    """A value that is given as one of its representations."""

    _mime = "text/plain"
    _is_text = True

    def __init__(self, data=None, url=None, filename=None, metadata=None):
        if url is not None or (isinstance(data, str) and not self._is_text and data.startswith(("http://", "https://"))):
            raise ValueError("a value is not fetched to be displayed: send the request and pass the data")
        if data is not None and not self._is_text and not isinstance(data, (bytes, bytearray, memoryview)):
            data, filename = None, data
        if filename is not None:
            with open(filename, "r" if self._is_text else "rb") as file:
                data = file.read()
        self.data, self.filename, self.metadata = data, filename, metadata or {}

    def __repr__(self):
        return f"<IPython.display.{type(self).__name__} object>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {} if self.data is None else {self._mime: self.data}


class TextDisplayObject(DisplayObject):
    pass


class Pretty(TextDisplayObject):
    def __repr__(self):
        return str(self.data)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {}


class HTML(TextDisplayObject):
    _mime = "text/html"

    def _repr_html_(self):
        return self.data

    __html__ = _repr_html_


class Markdown(TextDisplayObject):
    _mime = "text/markdown"


class Latex(TextDisplayObject):
    _mime = "text/latex"


class Math(Latex):
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {self._mime: "$\\displaystyle %s$" % self.data.strip("$")}


class SVG(DisplayObject):
    _mime = "image/svg+xml"


class JSON(DisplayObject):
    _mime = "application/json"

    def __init__(self, data=None, url=None, filename=None, expanded=False, metadata=None, root="root", **kwargs):
        super().__init__(data, url, filename, metadata)
        if filename is not None or isinstance(self.data, str):
            self.data = json.loads(self.data)


class Image(DisplayObject):
    """A picture: its bytes, or the name of a file."""

    _is_text = False

    def __init__(self, data=None, url=None, filename=None, format=None, embed=None, width=None, height=None, metadata=None, alt=None, **kwargs):
        super().__init__(data, url, filename, metadata)
        self.width, self.height, self.alt = width, height, alt
        self._mime = next((mime for start, mime in _SIGNATURES.items() if bytes(self.data or b"").startswith(start)), f"image/{format or 'png'}")


def _shows(kind):
    def show(*objs, raw=False, metadata=None, **kwargs):
        display(*(kind(value) if raw else value for value in objs))

    return show


display_pretty, display_html, display_markdown, display_latex = _shows(Pretty), _shows(HTML), _shows(Markdown), _shows(Latex)
display_svg, display_json, display_png, display_jpeg = _shows(SVG), _shows(JSON), _shows(Image), _shows(Image)
