r"""zip and tar archives, in files and in memory.

expect: {"zip": {"stored": [null, ["a.txt", "dir/\u00fc.bin", "made.txt", "folder/"], [2152673682, 3150855069, 2639555233, 0], "made", "a comment", true, [2020, 9, 13]], "deflated": [null, ["a.txt", "dir/\u00fc.bin", "made.txt", "folder/"], [2152673682, 3150855069, 2639555233, 0], "made", "a comment", true, [2020, 9, 13]], "bzip2": [null, ["a.txt", "dir/\u00fc.bin", "made.txt", "folder/"], [2152673682, 3150855069, 2639555233, 0], "made", "a comment", true, [2020, 9, 13]], "lzma": [null, ["a.txt", "dir/\u00fc.bin", "made.txt", "folder/"], [2152673682, 3150855069, 2639555233, 0], "made", "a comment", true, [2020, 9, 13]]}, "extracted": [["a.txt", "dir", "dir/\u00fc.bin", "folder", "made.txt", "streamed"], true, 10000], "evil": [["absolute.txt", "evil.txt"], false, true], "zip_path": [["a.txt", "dir", "folder", "made.txt", "streamed"], "made", true], "zip_errors": [false, "BadZipFile: File is not a zip file", "KeyError: \"There is no item named 'no' in the archive\"", "BadZipFile: File is not a zip file"], "tar": {"": [[["made", "0", 4, "0o640"], ["root", "5", 0, ""], ["root/a.txt", "0", 5000, ""], ["root/link", "2", 0, ""], ["root/sub", "5", 0, ""], ["root/sub/deep", "5", 0, ""], ["root/sub/\u00fc.bin", "0", 10240, ""]], "text text", true, ["a.txt", 1500000000.0, 1600000000.0]], "gz": [[["made", "0", 4, "0o640"], ["root", "5", 0, ""], ["root/a.txt", "0", 5000, ""], ["root/link", "2", 0, ""], ["root/sub", "5", 0, ""], ["root/sub/deep", "5", 0, ""], ["root/sub/\u00fc.bin", "0", 10240, ""]], "text text", true, ["a.txt", 1500000000.0, 1600000000.0]], "bz2": [[["made", "0", 4, "0o640"], ["root", "5", 0, ""], ["root/a.txt", "0", 5000, ""], ["root/link", "2", 0, ""], ["root/sub", "5", 0, ""], ["root/sub/deep", "5", 0, ""], ["root/sub/\u00fc.bin", "0", 10240, ""]], "text text", true, ["a.txt", 1500000000.0, 1600000000.0]], "xz": [[["made", "0", 4, "0o640"], ["root", "5", 0, ""], ["root/a.txt", "0", 5000, ""], ["root/link", "2", 0, ""], ["root/sub", "5", 0, ""], ["root/sub/deep", "5", 0, ""], ["root/sub/\u00fc.bin", "0", 10240, ""]], "text text", true, ["a.txt", 1500000000.0, 1600000000.0]]}, "tar_errors": ["OutsideDestinationError", "ReadError"], "stream": ["only"], "shutil": ["made.tar.gz", ["a.txt", "link", "sub"], ["bztar", "gztar", "tar", "xztar", "zip"], "zipped.zip"]}
"""

import io
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

from capsule import task


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="HIGH")
def main():
    root = Path("/tmp/source")
    (root / "sub/deep").mkdir(parents=True)
    (root / "a.txt").write_text("text " * 1000)
    (root / "sub/ü.bin").write_bytes(bytes(range(256)) * 40)
    (root / "sub/deep/empty").touch()
    os.symlink("a.txt", root / "link")
    os.utime(root / "a.txt", (1_600_000_000, 1_600_000_000))
    results = {}
    sizes = {}
    for name, method in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED), ("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        with zipfile.ZipFile(f"/tmp/{name}.zip", "w", method) as archive:
            archive.write(root / "a.txt", "a.txt")
            archive.write(root / "sub/ü.bin", "dir/ü.bin")
            archive.writestr(zipfile.ZipInfo("made.txt", (2020, 1, 2, 3, 4, 6)), "made", method)
            archive.mkdir("folder")
            archive.comment = b"a comment"
        with zipfile.ZipFile(f"/tmp/{name}.zip") as archive:
            sizes[name] = [archive.testzip(), archive.namelist(), [info.CRC for info in archive.infolist()], archive.read("made.txt").decode(), archive.comment.decode(), archive.getinfo("a.txt").compress_size <= 5000, list(archive.getinfo("a.txt").date_time)[:3]]
    results["zip"] = sizes
    with zipfile.ZipFile("/tmp/deflated.zip", "a") as archive:
        with archive.open("streamed", "w") as stream:
            for _ in range(10):
                stream.write(b"0123456789" * 100)
        archive.extractall("/tmp/out")
    results["extracted"] = [sorted(str(p.relative_to("/tmp/out")) for p in Path("/tmp/out").rglob("*")), (Path("/tmp/out/dir/ü.bin").read_bytes() == bytes(range(256)) * 40), Path("/tmp/out/streamed").stat().st_size]
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("../../evil.txt", "x")
        archive.writestr("/absolute.txt", "y")
    with zipfile.ZipFile(memory) as archive:
        archive.extractall("/tmp/safe")
        path = zipfile.Path(archive)
        results["evil"] = [sorted(str(p.relative_to("/tmp/safe")) for p in Path("/tmp/safe").rglob("*")), os.path.exists("/tmp/evil.txt"), path.is_dir()]
    tree = zipfile.Path("/tmp/deflated.zip")
    results["zip_path"] = [sorted(p.name for p in tree.iterdir()), (tree / "made.txt").read_text(), (tree / "dir").is_dir()]
    results["zip_errors"] = [zipfile.is_zipfile("/tmp/out/a.txt"), attempt(lambda: zipfile.ZipFile("/tmp/out/a.txt")), attempt(lambda: zipfile.ZipFile("/tmp/stored.zip").read("no")), attempt(lambda: zipfile.ZipFile(io.BytesIO(memory.getvalue()[:30])))]
    tars = {}
    for mode in ("", "gz", "bz2", "xz"):
        name = f"/tmp/t.tar.{mode}"
        with tarfile.open(name, f"w:{mode}") as archive:
            archive.add(root, "root", filter=lambda info: None if info.name.endswith("empty") else info)
            info = tarfile.TarInfo("made")
            info.size, info.mtime, info.mode = 4, 1_500_000_000, 0o640
            archive.addfile(info, io.BytesIO(b"made"))
        with tarfile.open(name) as archive:
            members = sorted((m.name, m.type.decode(), m.size, oct(m.mode) if m.name == "made" else "") for m in archive)
            tars[mode] = [members, archive.extractfile("root/a.txt").read(9).decode(), tarfile.is_tarfile(name)]
            archive.extractall(f"/tmp/tar{mode}", filter="data")
        tars[mode].append([os.readlink(f"/tmp/tar{mode}/root/link"), os.stat(f"/tmp/tar{mode}/made").st_mtime, Path(f"/tmp/tar{mode}/root/a.txt").stat().st_mtime])
    results["tar"] = tars
    evil = io.BytesIO()
    with tarfile.open(fileobj=evil, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"))
    with tarfile.open(fileobj=io.BytesIO(evil.getvalue())) as archive:
        results["tar_errors"] = [attempt(lambda: archive.extractall("/tmp/x", filter="data")).split(":")[0], attempt(lambda: tarfile.open(fileobj=io.BytesIO(b"junk" * 200))).split(":")[0]]
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w|gz") as archive:
        archive.add(root / "a.txt", "only")
    stream.seek(0)
    with tarfile.open(fileobj=stream, mode="r|*") as archive:
        results["stream"] = [member.name for member in archive]
    made = shutil.make_archive("/tmp/made", "gztar", root)
    shutil.unpack_archive(made, "/tmp/unpacked")
    results["shutil"] = [os.path.basename(made), sorted(os.listdir("/tmp/unpacked")), sorted(name for name, *_ in shutil.get_archive_formats())[:5], os.path.basename(shutil.make_archive("/tmp/zipped", "zip", root))]
    return results
