-- A journal of format version 1, as SQL: docs/reference/journal-format.md. Never to be changed: journals of users look like this.
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE runs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  idempotency_key TEXT UNIQUE,
  program TEXT NOT NULL,
  program_hash TEXT NOT NULL,
  task TEXT NOT NULL,
  arguments TEXT NOT NULL,
  argv TEXT NOT NULL,
  durable INTEGER NOT NULL,
  overrides TEXT NOT NULL,
  status TEXT NOT NULL,
  wake_at INTEGER,
  awaited_signal TEXT,
  envelope TEXT,
  created_at INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  ended_at INTEGER,
  cancel_requested_at INTEGER
) STRICT;
CREATE INDEX runs_by_status ON runs (status, seq);
CREATE TABLE tasks (
  seq INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  fuel INTEGER NOT NULL,
  ram INTEGER NOT NULL,
  envelope TEXT,
  checksum INTEGER NOT NULL,
  UNIQUE (run, path)
) STRICT;
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  task TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  signature TEXT NOT NULL,
  payload BLOB NOT NULL,
  time INTEGER NOT NULL,
  signal INTEGER,
  checksum INTEGER NOT NULL,
  UNIQUE (run, task, attempt, position)
) STRICT;
CREATE TABLE signals (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  name TEXT NOT NULL,
  payload TEXT NOT NULL,
  time INTEGER NOT NULL,
  consumed INTEGER NOT NULL
) STRICT;
CREATE INDEX signals_by_run ON signals (run, seq);
CREATE TABLE logs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  task TEXT NOT NULL,
  channel INTEGER NOT NULL,
  time INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX logs_by_run ON logs (run, seq);
INSERT INTO runs (seq, id, idempotency_key, program, program_hash, task, arguments, argv, durable, overrides, status, wake_at, awaited_signal, envelope, created_at, checksum, updated_at, ended_at, cancel_requested_at)
  VALUES (1, '019cab12-3400-7abc-8def-0123456789ab', 'nightly', '/work/flow.py', 'sha256:abc', 'main', '{"args":[1],"kwargs":{}}', '["-v","two words"]', 1, '{"ram":"128MB"}', 'waiting', 1772539200000000, 'approved again', NULL, 1772366400000000, -3529405967303764448, 1772366460000000, NULL, 1772366461000000);
INSERT INTO runs (seq, id, idempotency_key, program, program_hash, task, arguments, argv, durable, overrides, status, wake_at, awaited_signal, envelope, created_at, checksum, updated_at, ended_at, cancel_requested_at)
  VALUES (2, '019cab12-3401-7abc-8def-0123456789ab', NULL, '/work/flow.py', 'sha256:abc', 'main', '{"args":[],"kwargs":{}}', '[]', 0, '{}', 'failed', NULL, NULL, '{"success":false}', 1772366400001000, 8652423714551939610, 1772366400002000, 1772366400002000, NULL);
INSERT INTO tasks (seq, run, path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum)
  VALUES (1, 1, '', 'main', 'waiting', 1, 1772366400000000, NULL, 1000, 2000, NULL, 7316122884548923237);
INSERT INTO tasks (seq, run, path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum)
  VALUES (2, 1, '0', 'analyze', 'succeeded', 2, 1772366400400000, 1772366401200000, 12345678901, 33554432, '{"success":true}', 8887321362988727636);
INSERT INTO entries (seq, run, task, attempt, position, kind, signature, payload, time, signal, checksum)
  VALUES (1, 1, '', 1, 0, 'clock', 'time', X'313737323336363430302E3235', 1772366400250000, NULL, -4846254946902503341);
INSERT INTO entries (seq, run, task, attempt, position, kind, signature, payload, time, signal, checksum)
  VALUES (2, 1, '', 1, 1, 'subtask', 'analyze:6b86b273', X'7B22726573756C74223A226772C3B6C39F6572227D', 1772366401250000, NULL, -2462115546940983316);
INSERT INTO entries (seq, run, task, attempt, position, kind, signature, payload, time, signal, checksum)
  VALUES (3, 1, '0', 1, 0, 'random', '8', X'00FF01FE02FD03FC', 1772366400500000, NULL, 6728926963268397078);
INSERT INTO entries (seq, run, task, attempt, position, kind, signature, payload, time, signal, checksum)
  VALUES (4, 1, '0', 2, 0, 'random', '8', X'0908070605040302', 1772366400700000, NULL, -215442425618739640);
INSERT INTO entries (seq, run, task, attempt, position, kind, signature, payload, time, signal, checksum)
  VALUES (5, 1, '', 1, 2, 'signal', 'approved', X'7B226279223A22416E6E227D', 1772366460000000, 1, 7219589119561827006);
INSERT INTO signals (seq, run, name, payload, time, consumed)
  VALUES (1, 1, 'approved', '{"by":"Ann"}', 1772366459000000, 1);
INSERT INTO signals (seq, run, name, payload, time, consumed)
  VALUES (2, 1, 'more', '[2]', 1772366462000000, 0);
INSERT INTO logs (seq, run, task, channel, time, bytes)
  VALUES (1, 1, '', 1, 1772366400300000, X'68656C6C6F0A');
INSERT INTO logs (seq, run, task, channel, time, bytes)
  VALUES (2, 1, '0', 2, 1772366400600000, X'FF00');
PRAGMA application_id = 1128353875;
PRAGMA user_version = 1;
COMMIT;
