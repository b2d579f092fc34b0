r"""INI, TOML, plist, netrc and shell-like texts.

expect: {"sections": ["paths", "numbers", "new"], "paths": "/srv/data", "raw": "${paths:data}/log", "multi": "\none\ntwo", "flag": null, "typed": [43, 1500.0, true, false, ""], "fallback": "fb", "extended": "12 $", "out": "[DEFAULT]\nhome = /srv\ndebug = no\n\n[paths]\ndata = %(home)s/data\nlog = ${paths:data}/log\nmulti = \n\tone\n\ttwo\nflag\n\n[numbers]\nint = 43\nfloat = 1.5e3\nbool = Yes\nempty = \n\n[new]\nk = v\npct = 100%%\n\n", "ini_errors": ["MissingSectionHeaderError: File contains no section headers.\nfile: '<string>', line: 1\n'x=1'", "DuplicateSectionError: While reading from '<string>' [line  2]: section 'a' already exists", "DuplicateOptionError: While reading from '<string>' [line  3]: option 'b' in section 'a' already exists", "ParsingError: Source contains parsing errors: '<string>'\n\t[line  2]: 'novalue'", "MissingSectionHeaderError: File contains no section headers.\nfile: '<string>', line: 1\n'[a\\n'", "NoSectionError: No section: 'nowhere'", "ValueError: Not a boolean: 43"], "toml": "{'title': 'TOML \u00e9', 'date': datetime.datetime(1979, 5, 27, 7, 32, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=57600))), 'local': datetime.date(1979, 5, 27), 'clock': datetime.time(7, 32, 0, 999000), 'ints': [1, 255, 15, 5, 1000], 'floats': [1.5, -inf, 6.022e+23], 'raw': 'C:\\\\path', 'multi': 'a b\\nc', 'point': {'x': 1, 'y': {'z': 2}}, 'a': {'b': {'quoted key': True}}, 'items': [{'n': 1}, {'n': 2}]}", "toml_errors": ["TOMLDecodeError", "TOMLDecodeError", "TOMLDecodeError", "TOMLDecodeError", "TOMLDecodeError", "TOMLDecodeError", "TOMLDecodeError"], "plist": [19, "{'a': [1, 2.5, True, b'x'], 'd': datetime.datetime(2020, 1, 2, 3, 4, 5), 's': '\u00e9<'}", "{'k': [1, -2, 1099511627776], 'u': '\u00e9'}"], "shlex": [["a", "b c", "d \" e", "f g", ""], "'a b' 'c'\"'\"'d' '' e", "'$(rm -rf /)'", ["a=1", "&&", "b", "|", "c", "(", "d", ")"], "ValueError: No closing quotation"], "netrc": ["ada", "x"]}
"""

import configparser
import io
import netrc
import plistlib
import shlex
import tomllib
from datetime import datetime

from capsule import task

INI = """
[DEFAULT]
home = /srv
debug: no
[paths]
data = %(home)s/data
log = ${paths:data}/log
multi =
  one
  two
; comment
flag
[numbers]
int = 42
float = 1.5e3
Bool = Yes
empty =
"""
TOML = '''
title = "TOML \\u00e9"
date = 1979-05-27T07:32:00-08:00
local = 1979-05-27
clock = 07:32:00.999
ints = [1, 0xff, 0o17, 0b101, 1_000]
floats = [1.5, -inf, 6.022e23]
raw = 'C:\\path'
multi = """
a \\
   b
c"""
point = { x = 1, y.z = 2 }
[a.b]
"quoted key" = true
[[items]]
n = 1
[[items]]
n = 2
'''


def attempt(action):
    try:
        return action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main")
def main():
    parser = configparser.ConfigParser(allow_no_value=True)
    parser.read_string(INI)
    extended = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation(), allow_no_value=True)
    extended.read_string("[a]\nx=1\n[b]\ny=${a:x}2 $$\n")
    parser["new"] = {"K": "v", "pct": "100%%"}
    parser.set("numbers", "int", "43")
    out = io.StringIO()
    parser.write(out)
    with open("/tmp/auth", "w") as file:
        file.write("machine example.org login ada password s3cret\ndefault login x password y\n")
    plist = plistlib.dumps({"a": [1, 2.5, True, b"x"], "d": datetime(2020, 1, 2, 3, 4, 5), "s": "é<"}, sort_keys=True)
    return {
        "sections": parser.sections(),
        "paths": attempt(lambda: parser.get("paths", "data")),
        "raw": parser.get("paths", "log", raw=True),
        "multi": parser["paths"]["multi"],
        "flag": parser["paths"]["flag"],
        "typed": [parser.getint("numbers", "int"), parser.getfloat("numbers", "float"), parser.getboolean("numbers", "bool"), parser.getboolean("paths", "debug"), parser.get("numbers", "empty")],
        "fallback": parser.get("numbers", "nothing", fallback="fb"),
        "extended": extended["b"]["y"],
        "out": out.getvalue(),
        "ini_errors": [attempt(lambda text=text: configparser.ConfigParser().read_string(text)) for text in ("x=1", "[a]\n[a]", "[a]\nb=1\nb=2", "[a]\nnovalue", "[a\nb=1")]
        + [attempt(lambda: parser.get("nowhere", "x")), attempt(lambda: parser.getboolean("numbers", "int"))],
        "toml": repr(tomllib.loads(TOML)),
        "toml_errors": [attempt(lambda text=text: tomllib.loads(text)).split(":")[0] for text in ("a = ", "a = 1\na = 2", "[a]\n[a]", "a = 'x", "= 1", "a = 01", "a = 2020-13-01")],
        "plist": [plist.decode().count("\n"), repr(plistlib.loads(plist)), repr(plistlib.loads(plistlib.dumps({"k": [1, -2, 2**40], "u": "é"}, fmt=plistlib.FMT_BINARY)))],
        "shlex": [shlex.split("""a 'b c' "d \\" e" f\\ g '' # h""", comments=True), shlex.join(["a b", "c'd", "", "e"]), shlex.quote("$(rm -rf /)"),
                  list(shlex.shlex("a=1 && b|c (d)", punctuation_chars=True)), attempt(lambda: shlex.split("'open"))],
        "netrc": [netrc.netrc("/tmp/auth").authenticators(host)[0] for host in ("example.org", "other")],
    }
