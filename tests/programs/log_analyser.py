r"""Analyses a web server's log, as an agent would.

expect: {"lines": 2943, "bad": 57, "period": ["2024-03-10T00:01:01+00:00", "2024-03-11T13:13:55+00:00"], "status": {"200": 2416, "403": 209, "404": 240, "500": 78}, "paths": {"/": {"count": 978, "errors": "0.0%", "bytes": 2278212, "median": 0.09}, "/admin": {"count": 209, "errors": "0.0%", "bytes": 498561, "median": 0.095}, "/api/items": {"count": 776, "errors": "10.1%", "bytes": 1696594, "median": 0.096}, "/login": {"count": 386, "errors": "0.0%", "bytes": 854195, "median": 0.086}, "/static/app.js": {"count": 594, "errors": "0.0%", "bytes": 1318173, "median": 0.088}}, "percentiles": {"50": 0.091, "90": 0.293, "99": 0.55}, "busiest": [[4, 167], [8, 163], [10, 159]], "clients": [["10.0.2.2", 228], ["10.0.1.1", 214], ["10.0.0.5", 211]], "sessions": 226, "users": {"bob": 982, "ada": 1021}}
stdout: "00 \u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588   148\n01 \u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588  158\n02 \u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588  157\n03 \u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588   152\n04 \u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588 167\n"
"""

import json
import random
import re
import statistics
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from capsule import task

LINE = re.compile(r'(?P<ip>[\d.]+) - (?P<user>\S+) \[(?P<when>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>\S+) HTTP/[\d.]+" (?P<status>\d{3}) (?P<size>\d+|-) "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)" (?P<took>[\d.]+)')


def generate(count):
    rng = random.Random(2024)
    when = datetime(2024, 3, 10, 0, 0, 0)
    for _ in range(count):
        when += timedelta(seconds=rng.randrange(1, 90))
        if rng.random() < 0.02:
            yield "*** corrupted line ***"
            continue
        path = rng.choices(["/", "/login", "/api/items?id=%d" % rng.randrange(5), "/static/app.js", "/admin"], [5, 2, 4, 3, 1])[0]
        status = 500 if path.startswith("/api") and rng.random() < 0.1 else 403 if path == "/admin" else 200 if rng.random() < 0.9 else 404
        yield f'10.0.{rng.randrange(3)}.{rng.randrange(1, 6)} - {rng.choice(["-", "ada", "bob"])} [{when:%d/%b/%Y:%H:%M:%S} +0000] "{rng.choice(["GET", "POST"])} {path} HTTP/1.1" {status} {rng.choice(["-", rng.randrange(100, 9000)])} "-" "Mozilla/5.0 (X11; Linux x86_64)" {rng.expovariate(8):.3f}'


@task(name="main", compute="HIGH")
def main():
    with open("/tmp/access.log", "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in generate(3000))
    bad, records = 0, []
    with open("/tmp/access.log", encoding="utf-8") as file:
        for line in file:
            if match := LINE.fullmatch(line.rstrip("\n")):
                record = match.groupdict()
                record["when"] = datetime.strptime(record["when"], "%d/%b/%Y:%H:%M:%S %z")
                record["took"] = float(record["took"])
                record["size"] = 0 if record["size"] == "-" else int(record["size"])
                records.append(record)
            else:
                bad += 1
    per_path = defaultdict(list)
    for record in records:
        per_path[record["path"].partition("?")[0]].append(record)
    hours = Counter(record["when"].hour for record in records)
    took = sorted(record["took"] for record in records)
    sessions, last = Counter(), {}
    for record in records:
        if record["ip"] not in last or record["when"] - last[record["ip"]] > timedelta(minutes=30):
            sessions[record["ip"]] += 1
        last[record["ip"]] = record["when"]
    report = {
        "lines": len(records), "bad": bad,
        "period": [min(r["when"] for r in records).isoformat(), max(r["when"] for r in records).isoformat()],
        "status": dict(sorted(Counter(record["status"] for record in records).items())),
        "paths": {path: {"count": len(items), "errors": f"{sum(r['status'] >= '500' for r in items) / len(items):.1%}", "bytes": sum(r["size"] for r in items), "median": statistics.median(r["took"] for r in items)} for path, items in sorted(per_path.items())},
        "percentiles": {p: took[int(len(took) * p / 100)] for p in (50, 90, 99)},
        "busiest": hours.most_common(3),
        "clients": Counter(record["ip"] for record in records).most_common(3),
        "sessions": sum(sessions.values()),
        "users": dict(Counter(record["user"] for record in records if record["user"] != "-")),
    }
    width = max(hours.values())
    for hour in sorted(hours)[:5]:
        print(f"{hour:02d} {'█' * round(hours[hour] / width * 20):<20} {hours[hour]}")
    with open("report.json", "w", encoding="utf-8") as file:
        json.dump(report, file, indent=2)
    with open("report.json", encoding="utf-8") as file:
        return json.load(file)
