r"""tempfile in all its forms.

expect: {"named": [true, true, "h\u00e4llo", true, false, 4, true, false], "folder": [true, false], "mkstemp": "0o600", "mkdtemp": ["0o700", true], "rolled": [false, true, "smallnow it is large"], "rest": "23", "unique": 500, "where": "/tmp", "missing": "FileNotFoundError"}
"""

import os
import tempfile

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return type(error).__name__


@task(name="main", compute="LOW")
def main():
    with tempfile.NamedTemporaryFile("w+", suffix=".txt", prefix="pre", encoding="utf-8") as file:
        file.write("hällo")
        file.flush()
        name = file.name
        named = [os.path.basename(name).startswith("pre"), name.endswith(".txt"), open(name, encoding="utf-8").read(), os.path.dirname(name) == tempfile.gettempdir()]
    named.append(os.path.exists(name))
    with tempfile.NamedTemporaryFile(delete=False) as kept:
        kept.write(b"kept")
    named.append(os.path.getsize(kept.name))
    os.unlink(kept.name)
    with tempfile.NamedTemporaryFile(delete_on_close=False) as late:
        late.write(b"x")
        late.close()
        named.append(os.path.exists(late.name))
    named.append(os.path.exists(late.name))
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "a/b"))
        open(os.path.join(folder, "a/b/c"), "w").close()
        inside = os.path.isdir(folder)
    descriptor, path = tempfile.mkstemp(dir="/tmp")
    os.write(descriptor, b"low")
    os.close(descriptor)
    mode = oct(os.stat(path).st_mode & 0o777)
    os.unlink(path)
    made = tempfile.mkdtemp(suffix="d")
    made_mode = oct(os.stat(made).st_mode & 0o777)
    os.rmdir(made)
    with tempfile.SpooledTemporaryFile(max_size=10, mode="w+") as spool:
        spool.write("small")
        rolled = [spool._rolled]
        spool.write("now it is large")
        rolled.append(spool._rolled)
        spool.seek(0)
        rolled.append(spool.read())
    with tempfile.TemporaryFile("w+b") as anonymous:
        anonymous.write(b"123")
        anonymous.seek(1)
        rest = anonymous.read().decode()
    names = {next(tempfile._get_candidate_names()) for _ in range(500)}
    return {
        "named": named,
        "folder": [inside, os.path.exists(folder)],
        "mkstemp": mode,
        "mkdtemp": [made_mode, made.endswith("d")],
        "rolled": rolled,
        "rest": rest,
        "unique": len(names),
        "where": tempfile.gettempdir(),
        "missing": attempt(lambda: tempfile.mkstemp(dir="/nowhere")),
    }
