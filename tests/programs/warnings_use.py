r"""The warnings module.

expect: {"listed": [["DeprecationWarning", "old() is deprecated", "DeprecationWarning"], ["DeprecationWarning", "use something else", "DeprecationWarning"], ["UserWarning", "plain", "UserWarning"], ["Custom", "custom", "Custom"]], "syntax": ["SyntaxWarning", "SyntaxWarning"], "line": true, "raised": "now an error", "once": 1, "filtered": ["loud"], "text": ["UserWarning: to stderr", "warnings.warn(\"to stderr\")"], "format": "f.py:3: UserWarning: m\n  the line\n"}
"""

import io
import sys
import warnings

from capsule import task


class Custom(UserWarning):
    pass


def old():
    warnings.warn("old() is deprecated", DeprecationWarning, stacklevel=2)
    return 1


if sys.version_info >= (3, 13):
    from warnings import deprecated
else:
    def deprecated(text):
        return lambda function: function


@deprecated("use something else")
def marked():
    return 2


@task(name="main", compute="LOW", ram="64MB")
def main():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        old()
        marked()
        warnings.warn("plain")
        warnings.warn(Custom("custom"))
        compile("'\\d' is 5", "<text>", "eval")
    listed = [[type(item.message).__name__, str(item.message).split("; perhaps")[0].split("Such")[0].strip(), item.category.__name__] for item in caught]
    with warnings.catch_warnings():
        warnings.simplefilter("error", Custom)
        try:
            warnings.warn("now an error", Custom)
            raised = None
        except Custom as error:
            raised = str(error)
    with warnings.catch_warnings(record=True) as once:
        warnings.simplefilter("once")
        for _ in range(3):
            warnings.warn("repeated")
    with warnings.catch_warnings(record=True) as filtered:
        warnings.resetwarnings()
        warnings.filterwarnings("ignore", message="quiet.*")
        warnings.filterwarnings("always", category=Custom)
        warnings.warn("quiet please")
        warnings.warn("loud", Custom)
    old_stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("to stderr")
        text = sys.stderr.getvalue()
    finally:
        sys.stderr = old_stderr
    return {
        "listed": listed[:4],
        "syntax": [item[0] for item in listed[4:]],
        "line": caught[0].lineno > 0 and caught[0].filename == __file__,
        "raised": raised,
        "once": len(once),
        "filtered": [str(item.message) for item in filtered],
        "text": [text.splitlines()[0].split(": ", 1)[1], text.splitlines()[1].strip()],
        "format": warnings.formatwarning("m", UserWarning, "f.py", 3, "the line"),
    }
