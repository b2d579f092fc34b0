r"""sqlite3 in memory and in a file.

expect: {"row": [{"id": 1, "name": "Ada", "born": "1815-12-10"}, "Ada", ["id", "name", "born"], 3, 1], "totals": [["Ada", 1499500.0, 1000], ["B\u00f6b", 1501000.0, 1000], ["\u0106yn'", null, 0]], "log": [2000, 2000, "order 2000"], "functions": ["oll\u00e9h", 1501.0, "OperationalError: user-defined function raised exception", ["\u0106yn'", "Ada", "B\u00f6b"], [[1.0], [3.5], [7.5], [12.0], [16.5]]], "sql": [956722026041, [[1, 1.0, 1000], [2, 2.5, 1000]], [2, "[\"Ada\",\"B\u00f6b\",\"\u0106yn'\"]"], ["integer", "real", "text", "blob", "null", 3, 1, null, "a1", 3], ["2024-03-01", "2020", 2451544.5], ["A\u00e9", 2, "ell", 3, "bcbcbc", "03.14|x", "4142", 2.6, 3], [1, "again"], [9223372036854775807, -9223372036854775808, 0.30000000000000004], "1-2"], "math": "(1.414214, 3.141593, -3.0, 1024.0)", "fts": "[(3,)]", "rtree": "[(1,)]", "errors": ["OperationalError: near \"SELEC\": syntax error", "OperationalError: no such table: nosuch", "OperationalError: no such column: nosuch", "IntegrityError: UNIQUE constraint failed: customer.name", "IntegrityError: CHECK constraint failed: amount > 0", "ProgrammingError: Incorrect number of bindings supplied. The current statement uses 1, and there are 0 supplied.", "ProgrammingError: Incorrect number of bindings supplied. The current statement uses 1, and there are 2 supplied.", "ProgrammingError: You did not supply a value for binding parameter :a.", "OverflowError: Python int too large to convert to SQLite INTEGER", "ProgrammingError: Error binding parameter 1: type 'type' is not supported", "ProgrammingError: You can only execute one statement at a time.", "IntegrityError: NOT NULL constraint failed: customer.name"], "transaction": [0, 2000, false], "savepoint": "Ada", "backup": 2000, "serialized": 3, "dump": [true, "BEGIN TRANSACTION;"], "typed": "(datetime.date(2020, 2, 29),)", "blob": "61626300007879000000", "locked": "OperationalError: database is locked", "journal": ["truncate", "memory", "delete"], "integrity": ["ok", 2000, true, true, true], "plan": true, "hooks": [["SELECT 1", "BEGIN "], "DatabaseError: not authorized"], "closed": "ProgrammingError: Cannot operate on a closed database.", "shared": 0, "readonly": "OperationalError: attempt to write a readonly database"}
"""

import datetime
import sqlite3

from capsule import task


class Median:
    def __init__(self):
        self.values = []

    def step(self, value):
        self.values.append(value)

    def finalize(self):
        return sorted(self.values)[len(self.values) // 2]


class RunningSum:
    def __init__(self): self.total = 0
    def step(self, x): self.total += x
    def inverse(self, x): self.total -= x
    def value(self): return self.total
    def finalize(self): return self.total


def attempt(action):
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@task(name="main", compute="HIGH")
def main():
    results = {}
    path = "/tmp/shop.db"
    with sqlite3.connect(path) as db:
        db.executescript("""
            CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, born TEXT);
            CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer INTEGER REFERENCES customer(id), amount REAL CHECK (amount > 0), note BLOB);
            CREATE INDEX by_customer ON orders(customer);
            CREATE VIEW totals AS SELECT name, sum(amount) AS total, count(orders.id) AS n FROM customer LEFT JOIN orders ON customer.id = orders.customer GROUP BY customer.id;
            CREATE TABLE log (text TEXT);
            CREATE TRIGGER logged AFTER INSERT ON orders BEGIN INSERT INTO log VALUES ('order ' || new.id); END;
        """)
        db.executemany("INSERT INTO customer (name, born) VALUES (:name, :born)", [{"name": name, "born": born} for name, born in (("Ada", "1815-12-10"), ("Böb", None), ("Ćyn'", "2000-01-01"))])
        db.executemany("INSERT INTO orders (customer, amount, note) VALUES (?, ?, ?)", [(n % 2 + 1, n * 1.5 + 1, bytes([n % 256])) for n in range(2000)])
    db.close()
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    row = db.execute("SELECT * FROM customer WHERE name LIKE 'a%'").fetchone()
    results["row"] = [dict(row), row["NAME"], row.keys(), len(row), row[0]]
    db.row_factory = None
    results["totals"] = db.execute("SELECT * FROM totals ORDER BY name").fetchall()
    results["log"] = db.execute("SELECT count(*), max(rowid), text FROM log").fetchone()
    db.create_function("reverse", 1, lambda text: text[::-1], deterministic=True)
    db.create_function("fails", 0, lambda: 1 / 0)
    db.create_aggregate("median", 1, Median)
    db.create_window_function("running", 1, RunningSum)
    db.create_collation("backwards", lambda a, b: (a[::-1] > b[::-1]) - (a[::-1] < b[::-1]))
    results["functions"] = [db.execute("SELECT reverse('héllo')").fetchone()[0], db.execute("SELECT median(amount) FROM orders").fetchone()[0], attempt(lambda: db.execute("SELECT fails()").fetchall()), [r[0] for r in db.execute("SELECT name FROM customer ORDER BY name COLLATE backwards")], db.execute("SELECT running(amount) OVER (ORDER BY id ROWS 2 PRECEDING) FROM orders LIMIT 5").fetchall()]
    results["sql"] = [
        db.execute("WITH RECURSIVE f(a, b) AS (VALUES (0, 1) UNION ALL SELECT b, a + b FROM f LIMIT 60) SELECT max(a) FROM f").fetchone()[0],
        db.execute("SELECT id, amount, rank() OVER (PARTITION BY customer ORDER BY amount DESC) r FROM orders ORDER BY id LIMIT 2").fetchall(),
        db.execute("SELECT json_extract('{\"a\": [1, {\"b\": 2}]}', '$.a[1].b'), json_group_array(name) FROM customer").fetchone(),
        db.execute("SELECT typeof(1), typeof(1.0), typeof('a'), typeof(x'00'), typeof(NULL), 7 / 2, 7 % 3, 1 / 0, 'a' || 1, coalesce(NULL, 3)").fetchone(),
        db.execute("SELECT date('2024-02-28', '+2 days'), strftime('%Y', '2020-05-05'), julianday('2000-01-01')").fetchone(),
        db.execute("SELECT upper('aé'), length('漢字'), substr('hello', 2, 3), instr('hello', 'l'), replace('aaa', 'a', 'bc'), printf('%05.2f|%s', 3.14159, 'x'), hex('AB'), round(2.567, 1), abs(-3)").fetchone(),
        db.execute("INSERT INTO customer (name) VALUES ('Ada') ON CONFLICT (name) DO UPDATE SET born = 'again' RETURNING id, born").fetchone(),
        db.execute("SELECT 9223372036854775807, -9223372036854775808, 0.1 + 0.2, 1e300 * 1e10 > 1").fetchone()[:3],
        db.execute("SELECT group_concat(n, '-') FROM (SELECT DISTINCT customer n FROM orders ORDER BY 1)").fetchone()[0],
    ]
    db.rollback()
    results["math"] = attempt(lambda: db.execute("SELECT round(sqrt(2), 6), round(pi(), 6), floor(-2.5), pow(2, 10)").fetchone())
    results["fts"] = attempt(lambda: (db.execute("CREATE VIRTUAL TABLE docs USING fts5(body)"), db.executemany("INSERT INTO docs VALUES (?)", [("the quick fox",), ("lazy dogs",), ("quick dogs",)]), db.execute("SELECT rowid FROM docs WHERE docs MATCH 'quick AND dogs'").fetchall())[-1])
    results["rtree"] = attempt(lambda: (db.execute("CREATE VIRTUAL TABLE box USING rtree(id, x0, x1)"), db.execute("INSERT INTO box VALUES (1, 0, 5)"), db.execute("SELECT id FROM box WHERE x0 <= 3 AND x1 >= 3").fetchall())[-1])
    db.commit()
    results["errors"] = [attempt(lambda sql=sql, args=args: db.execute(sql, args)) for sql, args in (
        ("SELEC 1", ()), ("SELECT * FROM nosuch", ()), ("SELECT nosuch FROM customer", ()), ("INSERT INTO customer (name) VALUES ('Ada')", ()), ("INSERT INTO orders (customer, amount) VALUES (1, -1)", ()), ("SELECT ?", ()), ("SELECT ?", (1, 2)), ("SELECT :a", {}), ("SELECT ?", (2**70,)), ("SELECT ?", (object,)), ("SELECT 1; SELECT 2", ()), ("INSERT INTO customer (id) VALUES (9)", ()))]
    results["transaction"] = []
    try:
        with db:
            db.execute("DELETE FROM orders")
            results["transaction"].append(db.execute("SELECT count(*) FROM orders").fetchone()[0])
            raise KeyError
    except KeyError:
        results["transaction"] += [db.execute("SELECT count(*) FROM orders").fetchone()[0], db.in_transaction]
    db.execute("SAVEPOINT s")
    db.execute("UPDATE customer SET name = 'X' WHERE id = 1")
    db.execute("ROLLBACK TO s")
    results["savepoint"] = db.execute("SELECT name FROM customer WHERE id = 1").fetchone()[0]
    db.commit()
    memory = sqlite3.connect(":memory:", autocommit=True)
    db.backup(memory)
    results["backup"] = memory.execute("SELECT count(*) FROM orders").fetchone()[0]
    restored = sqlite3.connect(":memory:")
    restored.deserialize(memory.serialize())
    results["serialized"] = restored.execute("SELECT count(*) FROM customer").fetchone()[0]
    results["dump"] = [len(list(memory.iterdump())) > 2000, next(memory.iterdump())]
    sqlite3.register_adapter(datetime.date, datetime.date.isoformat)
    sqlite3.register_converter("day", lambda raw: datetime.date.fromisoformat(raw.decode()))
    typed = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES)
    typed.execute("CREATE TABLE t (d day)")
    typed.execute("INSERT INTO t VALUES (?)", (datetime.date(2020, 2, 29),))
    results["typed"] = repr(typed.execute("SELECT d FROM t").fetchone())
    blob_db = sqlite3.connect(":memory:")
    blob_db.execute("CREATE TABLE b (data BLOB)")
    blob_db.execute("INSERT INTO b VALUES (zeroblob(10))")
    with blob_db.blobopen("b", "data", 1) as blob:
        blob.write(b"abc")
        blob[5:7] = b"xy"
    results["blob"] = blob_db.execute("SELECT hex(data) FROM b").fetchone()[0]
    other = sqlite3.connect(path, timeout=0)
    db.execute("BEGIN IMMEDIATE")
    results["locked"] = attempt(lambda: other.execute("BEGIN IMMEDIATE"))
    db.rollback()
    results["journal"] = [db.execute(f"PRAGMA journal_mode={mode}").fetchone()[0] for mode in ("truncate", "memory", "delete")]
    results["integrity"] = [db.execute("PRAGMA integrity_check").fetchone()[0], db.execute("VACUUM") and db.execute("SELECT count(*) FROM orders").fetchone()[0], db.total_changes > 2000, sqlite3.sqlite_version_info > (3, 35), sqlite3.complete_statement("SELECT 1;")]
    plan = db.execute("EXPLAIN QUERY PLAN SELECT * FROM orders WHERE customer = 1").fetchone()[-1]
    results["plan"] = "by_customer" in plan
    seen = []
    db.set_trace_callback(seen.append)
    db.execute("SELECT 1")
    db.set_authorizer(lambda action, *rest: sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_DELETE else sqlite3.SQLITE_OK)
    results["hooks"] = [seen, attempt(lambda: db.execute("DELETE FROM orders"))]
    db.close()
    results["closed"] = attempt(lambda: db.execute("SELECT 1"))
    shared = [sqlite3.connect("file:mem1?mode=memory&cache=shared", uri=True) for _ in range(2)]
    shared[0].execute("CREATE TABLE s (x)")
    shared[0].commit()
    results["shared"] = shared[1].execute("SELECT count(*) FROM s").fetchone()[0]
    results["readonly"] = attempt(lambda: sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("DELETE FROM orders"))
    for connection in (memory, restored, typed, blob_db, other, *shared):
        connection.close()
    return results
