r"""Reads and writes CSV in many dialects.

expect: {"rows": [{"id": "1", "name": "Smith, John", "note": "said \"hi\"", "price": "1.50"}, {"id": "2", "name": "\u00dcn\u00efcode", "note": "two\nlines", "price": "-3"}, {"id": "3", "name": "", "note": "", "price": ""}, {"id": "4", "name": "trailing space ", "note": "'single'", "price": "1e3"}], "out": "\"name\",\"price\"\r\n\"Smith, John\",\"1.50\"\r\n\"\u00dcn\u00efcode\",\"-3\"\r\n\"\",\"\"\r\n\"trailing space \",\"1e3\"\r\n", "pipes": "'a|b'|it\\'s|1\nx\\\\y||2.5\nTrue||'l\nm'\n", "pipes_back": [["a|b", "it's", "1"], ["x\\y", "", "2.5"], ["True", "", "l\nm"]], "numbers": "1,\"1\",2.5,\"\",\"\u00e9\"\r\n", "numbers_back": [[1.0, "1", 2.5, "\u00e9"]], "strings": "1,\"1\",,\"\"\r\n", "extra": [{"a": "1", "b": "?"}, {"a": "1", "b": "2", "more": ["3", "4"]}], "tab": [["a", "b", "c\td"]], "sniffed": [";", "\"", true], "failures": ["Error: unexpected end of data", "Error: ',' expected after '\"'", "Error: need to escape, but no escapechar set", "Error: unknown dialect", "KeyError: 'b'", "ValueError: dict contains fields not in fieldnames: 'b'"], "lines": [[1, 4], [2, 4], [4, 4], [5, 4], [6, 4]], "total": 332833500, "limit": 131072}
"""

import csv
import io

from capsule import task

DATA = '''id,name,note,price
1,"Smith, John","said ""hi""",1.50
2,Ünïcode,"two
lines",-3
3,,"",
4,"trailing space ",'single',1e3
'''


class Pipes(csv.Dialect):
    delimiter = "|"
    quotechar = "'"
    escapechar = "\\"
    doublequote = False
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL
    skipinitialspace = True


@task(name="main", compute="LOW", ram="64MB")
def main():
    rows = list(csv.DictReader(io.StringIO(DATA, newline="")))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["name", "price"], extrasaction="ignore", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    csv.register_dialect("pipes", Pipes)
    pipes = io.StringIO(newline="")
    csv.writer(pipes, "pipes").writerows([["a|b", "it's", 1], ["x\\y", None, 2.50], [True, "", "l\nm"]])
    numbers = io.StringIO(newline="")
    csv.writer(numbers, quoting=csv.QUOTE_NONNUMERIC).writerows([[1, "1", 2.5, None, "é"]])
    strings = io.StringIO(newline="")
    csv.writer(strings, quoting=csv.QUOTE_STRINGS).writerow([1, "1", None, ""])
    failures = []
    for action in (
        lambda: list(csv.reader(['"open'], strict=True)),
        lambda: list(csv.reader(['"a"b'], strict=True)),
        lambda: csv.writer(io.StringIO(), quoting=csv.QUOTE_NONE).writerow(["a,b"]),
        lambda: csv.reader([], "nosuch"),
        lambda: list(csv.DictReader(io.StringIO("a,b\n1,2"), dialect=csv.excel_tab))[0]["b"],
        lambda: csv.DictWriter(io.StringIO(), ["a"]).writerow({"b": 1}),
    ):
        try:
            action()
            failures.append(None)
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")
    sniffed = csv.Sniffer().sniff("name;age;city\nAda;36;London\nBob;7;Paris\n", delimiters=";,\t")
    reader = csv.reader(io.StringIO(DATA, newline=""))
    last = [(reader.line_num, len(row)) for row in reader]
    with open("/tmp/data.csv", "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([[index, f"näme {index}", index**2] for index in range(1000)])
    with open("/tmp/data.csv", newline="", encoding="utf-8-sig") as file:
        total = sum(int(row[2]) for row in csv.reader(file))
    return {
        "rows": rows,
        "out": out.getvalue(),
        "pipes": pipes.getvalue(),
        "pipes_back": list(csv.reader(io.StringIO(pipes.getvalue(), newline=""), "pipes")),
        "numbers": numbers.getvalue(),
        "numbers_back": list(csv.reader(io.StringIO(numbers.getvalue().replace(",,", ",").replace("\"\",", "")), quoting=csv.QUOTE_NONNUMERIC)),
        "strings": strings.getvalue(),
        "extra": list(csv.DictReader(["a,b", "1", "1,2,3,4"], restkey="more", restval="?")),
        "tab": list(csv.reader(["a\tb\t\"c\td\""], "excel-tab")),
        "sniffed": [sniffed.delimiter, sniffed.quotechar, csv.Sniffer().has_header("name,age\nada,36\nbob,41\n")],
        "failures": failures,
        "lines": last,
        "total": total,
        "limit": csv.field_size_limit(),
    }
