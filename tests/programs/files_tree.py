r"""Works on a tree of files: pathlib, os.walk, glob, shutil, links.

expect: {"tree": ["a/", "a/.hidden", "a/b/", "a/b/c.txt", "a/d.py", "broken", "dir/", "e/", "e/f.TXT", "empty", "hard", "link", "loop", "to_dir", "x[1].txt", "\u00fc \u6f22/", "\u00fc \u6f22/g.txt"], "walk": [[".", ["a", "dir", "e", "to_dir", "\u00fc \u6f22"], ["broken", "empty", "hard", "link", "loop", "x[1].txt"]], ["a", ["b"], [".hidden", "d.py"]], ["a/b", [], ["c.txt"]], ["dir", [], []], ["e", [], ["f.TXT"]], ["\u00fc \u6f22", [], ["g.txt"]]], "bottom_up": ["b", "a"], "path_walk": ["a", "b", "dir", "e", "tree", "\u00fc \u6f22"], "glob": {"*": ["a", "broken", "dir", "e", "empty", "hard", "link", "loop", "to_dir", "x[1].txt", "\u00fc \u6f22"], "**/*.txt": ["a/b/c.txt", "to_dir/b/c.txt", "x[1].txt", "\u00fc \u6f22/g.txt"], "a/*": ["a/b", "a/d.py"], "[ax]*": ["a", "x[1].txt"], "x[[]1].txt": ["x[1].txt"], "?": ["a", "e"], "**/": ["a/", "a/b/", "dir/", "e/", "to_dir/", "to_dir/b/", "\u00fc \u6f22/"], "*/*.[tT]*": ["e/f.TXT", "\u00fc \u6f22/g.txt"], ".*": []}, "hidden": ["a/.hidden", "a/b", "a/d.py"], "escape": "x[[]1].txt", "fnmatch": [["a.txt"], false, "(?s:.*\\.py)\\z"], "scandir": [["a", true, true, false], ["broken", false, false, true], ["dir", true, true, false], ["e", true, true, false], ["empty", false, false, false], ["hard", false, false, false], ["link", false, false, true], ["to_dir", true, false, true], ["x[1].txt", false, false, false], ["\u00fc \u6f22", true, true, false]], "links": ["a/d.py", "a/d.py", false, true, true, "OSError ELOOP", "FileNotFoundError ENOENT", true, 1, true], "stat": ["-rw-r--r--", 18, true, true, true, 6], "times": [1000000000.0, 1500000000.25, 1500000000250000000, "0o100640"], "access": [true, false], "copied": [[".hidden", "b/", "b/c.txt"], true, ["d.py"]], "copy2": [1500000000.25, "hard2", true, "SameFileError"], "moved": ["a/", "a/.hidden", "a/b/", "a/b/c.txt", "a/d.py", "broken", "dir/", "dir/copy/", "dir/copy/.hidden", "dir/copy/b/", "dir/copy/b/c.txt", "dir/empty", "e/", "e/f.bak", "empty", "hard", "link", "loop", "to_dir", "x[1].txt", "\u00fc \u6f22/", "\u00fc \u6f22/g.txt"], "errors": ["FileNotFoundError ENOENT", "IsADirectoryError EISDIR", "FileExistsError EEXIST", "FileNotFoundError ENOENT", "OSError ENOTEMPTY", "FileNotFoundError ENOENT", "NotADirectoryError ENOTDIR", "NotADirectoryError ENOTDIR", "IsADirectoryError EISDIR", "NotADirectoryError ENOTDIR", "FileExistsError EEXIST", "OSError EINVAL", "OSError EINVAL", "FileExistsError EEXIST", "OSError ENAMETOOLONG", "ValueError: embedded null byte", "IsADirectoryError EISDIR", "FileNotFoundError ENOENT", "FileNotFoundError ENOENT", "OSError ENOTEMPTY"], "left": [false, true, "FileNotFoundError"], "pure": [[".tar", ".gz"], "x.tar", "/usr/lib/python3.14/x.tar.zip", "/usr/lib/python3.14/y", "lib/python3.14/x.tar.gz", ["/", "usr", "lib", "python3.14", "x.tar.gz"], true, "/usr", true, "/usr/lib/python3.14/x.tar.gz/../z", "a/b/c/../d", "file:///usr/lib/python3.14/x.tar.gz", "C:\\a\\b\\c", "c:", "../lib/python3.14/x.tar.gz"], "os_path": ["/b/c", "b/c", ["x.tar", ".gz"], "/a", "../../b", ["/a/b", ""], "$NOPE/${HOME_}", false], "relative": ["/tmp/tree/empty", "/tmp/tree/x", "tree", "/tmp/tree/a", ".hidden"], "text": ["\u00fc \u6f22/g.txt\u00fc \u6f22/g.txt\u00fc \u6f22/g.txt", 36, 7, "a\nb\nc\n", ["a\r\n", "b\r", "c\n"]], "usage": true}
"""

import errno
import filecmp
import fnmatch
import glob
import os
import shutil
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except OSError as error:
        return f"{type(error).__name__} {errno.errorcode[error.errno]}" if error.errno else f"{type(error).__name__}: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def tree(root):
    return sorted(str(path.relative_to(root)) + ("/" if path.is_dir() and not path.is_symlink() else "") for path in root.rglob("*"))


@task(name="main", compute="MEDIUM")
def main():
    root = Path("/tmp/tree")
    for name in ("a/b/c.txt", "a/d.py", "a/.hidden", "e/f.TXT", "ü 漢/g.txt", "x[1].txt", "empty"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name * 3, encoding="utf-8")
    (root / "dir").mkdir()
    os.symlink("a/d.py", root / "link")
    os.symlink("nowhere", root / "broken")
    os.symlink("loop", root / "loop")
    (root / "to_dir").symlink_to("a", target_is_directory=True)
    shutil.copyfile(root / "a/d.py", root / "hard")
    results = {
        "tree": tree(root),
        "walk": [[str(Path(folder).relative_to(root)), sorted(dirs), sorted(files)] for folder, dirs, files in sorted(os.walk(root))],
        "bottom_up": [Path(folder).name for folder, *_ in os.walk(root / "a", topdown=False)],
        "path_walk": sorted(str(folder.name) for folder, *_ in root.walk()),
        "glob": {pattern: sorted(glob.glob(pattern, root_dir=root, recursive=True)) for pattern in ("*", "**/*.txt", "a/*", "[ax]*", "x[[]1].txt", "?", "**/", "*/*.[tT]*", ".*")},
        "hidden": sorted(glob.glob("a/*", root_dir=root, include_hidden=True)),
        "escape": glob.escape("x[1].txt"),
        "fnmatch": [fnmatch.filter(["a.txt", "B.TXT", "c"], "*.txt"), fnmatch.fnmatchcase("A", "a"), fnmatch.translate("*.py").replace("\\Z", "\\z")],
        "scandir": sorted([entry.name, entry.is_dir(), entry.is_dir(follow_symlinks=False), entry.is_symlink()] for entry in os.scandir(root) if entry.name != "loop"),
        "links": [os.readlink(root / "link"), str((root / "link").resolve().relative_to(root)), (root / "broken").exists(), (root / "broken").is_symlink(), os.path.lexists(root / "broken"), attempt(lambda: open(root / "loop")), attempt(lambda: os.stat(root / "broken")), os.path.samefile(root / "link", root / "a/d.py"), os.stat(root / "hard").st_nlink, os.path.realpath(root / "to_dir/b/../d.py") == str(root / "a/d.py")],
        "stat": [stat.filemode(os.stat(root / "a/d.py").st_mode), os.path.getsize(root / "a/d.py"), stat.S_ISLNK(os.lstat(root / "link").st_mode), stat.S_ISDIR(os.stat(root / "to_dir").st_mode), os.stat(root / "a").st_ino != os.stat(root / "e").st_ino, os.lstat(root / "link").st_size],
    }
    os.utime(root / "empty", (1_000_000_000, 1_500_000_000.25))
    os.chmod(root / "empty", 0o640)
    results["times"] = [os.stat(root / "empty").st_atime, os.stat(root / "empty").st_mtime, os.stat(root / "empty").st_mtime_ns, oct(os.stat(root / "empty").st_mode)]
    results["access"] = [os.access(root / "empty", os.R_OK), os.access(root / "zzz", os.F_OK)]
    shutil.copytree(root / "a", root / "copy", ignore=shutil.ignore_patterns("*.py"))
    shutil.copytree(root, "/tmp/whole", symlinks=True)
    results["copied"] = [tree(root / "copy"), os.path.islink("/tmp/whole/broken"), sorted(filecmp.dircmp(root / "a", root / "copy").left_only)]
    shutil.copy2(root / "empty", root / "dir")
    results["copy2"] = [os.stat(root / "dir/empty").st_mtime, shutil.copyfile(root / "hard", root / "hard2").name, filecmp.cmp(root / "hard", root / "hard2", shallow=False), attempt(lambda: shutil.copyfile(root / "hard", root / "hard")).split(":")[0]]
    shutil.move(root / "copy", root / "dir")
    os.rename(root / "hard2", root / "renamed")
    os.replace(root / "renamed", root / "hard")
    (root / "e/f.TXT").rename(root / "e/f.bak")
    results["moved"] = tree(root)
    results["errors"] = [attempt(action) for action in (
        lambda: open(root / "missing"), lambda: open(root / "dir"), lambda: os.mkdir(root / "dir"), lambda: os.mkdir(root / "no/such"), lambda: os.rmdir(root / "a"), lambda: os.remove(root / "zzz"), lambda: os.listdir(root / "empty"), lambda: open(root / "empty/x"),
        lambda: os.remove(root / "dir"), lambda: os.rmdir(root / "empty"), lambda: open(root / "empty", "x"), lambda: os.rename(root / "a", root / "a/b/z"), lambda: os.readlink(root / "empty"), lambda: os.symlink("x", root / "link"), lambda: open(root / ("n" * 300), "w"), lambda: open("/tmp/nul\0"), lambda: os.rename(root / "empty", root / "dir"), lambda: os.chdir(root / "nope"), lambda: open(""), lambda: os.rmdir(root / "dir/.")) ]
    shutil.rmtree("/tmp/whole")
    (root / "link").unlink()
    (root / "zzz").unlink(missing_ok=True)
    results["left"] = [os.path.exists("/tmp/whole"), (root / "a/d.py").exists(), attempt(lambda: shutil.rmtree("/tmp/whole")).split(" ")[0]]
    pure = PurePosixPath("/usr/lib/python3.14/x.tar.gz")
    results["pure"] = [pure.suffixes, pure.stem, str(pure.with_suffix(".zip")), str(pure.with_name("y")), str(pure.relative_to("/usr")), list(pure.parts), pure.match("*.gz"), str(pure.parents[2]), pure.is_relative_to("/usr"), str(pure / "../z"), str(PurePosixPath("a//b/./c/../d")), pure.as_uri(), str(PureWindowsPath("C:\\a\\b") / "c"), PureWindowsPath("c:/x").drive, str(pure.relative_to("/usr/bin", walk_up=True))]
    results["os_path"] = [os.path.join("a", "/b", "c"), os.path.normpath("a/../b//c/./"), os.path.splitext("x.tar.gz"), os.path.commonpath(["/a/b", "/a/c"]), os.path.relpath("/a/b", "/a/c/d"), os.path.split("/a/b/"), os.path.expandvars("$NOPE/${HOME_}") , os.path.isabs("~")]
    os.chdir(root)
    results["relative"] = [Path("empty").resolve().as_posix(), os.path.abspath("x"), Path.cwd().name, Path("a").absolute().as_posix(), sorted(os.listdir(b"a"))[0].decode()]
    results["text"] = [(root / "ü 漢/g.txt").read_text("utf-8"), len((root / "ü 漢/g.txt").read_bytes()), (root / "n.txt").write_bytes(b"a\r\nb\rc\n"), (root / "n.txt").read_text(), [*open(root / "n.txt", newline="")]]
    usage = shutil.disk_usage("/tmp")
    results["usage"] = usage.total >= usage.used >= 0
    return results
