r"""Builds and takes apart e-mail.

expect: {"subject": [true, true, true], "types": ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "text/csv"], "body": ["Plain \u00fc text", "<p>HTML</p>\r\n"], "attachments": [["d \u00f6.pdf", "0001"], ["t.csv", "a,b\r\n"]], "parsed": ["Gr\u00fc\u00dfe and folded", "J\u00fcrgen", ["a@example.org", "b@example.org"], "2024-02-29T05:07:09-08:00", "preamble", true], "parts": ["Gr\u00fc\u00dfe, a long line continued", "\u00fc.bin", "000102ff"], "old": "Content-Type: multipart/alternative; boundary=\"b\"\nMIME-Version: 1.0\nSubject: =?utf-8?b?w5xuw68=?=\n\n--b\nContent-Type: text/plain; charset=\"utf-8\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\naMOkbGxv\n\n--b--\n", "legacy": ["Gr\u00fc\u00dfe and folded", "Gr\u00fc\u00dfe, a long line continued", null, "sep", ["From", "=?utf-8?q?J=C3=BCrgen?= <j@example.org>"]], "addresses": [["A (c)", "a@b"], [["", "x@y"], ["Z", "z@z"]], "=?utf-8?b?w5xuw68=?= <u@x>", ["", "not"], true], "box": [2, "Ada Lovelace <ada@example.org>", ">From the start of a line\n"], "refused": ["ValueError: Header values may not contain linefeed or carriage return characters", "ValueError: There may be at most 1 Subject headers in a message", "text/plain"], "defects": ["CloseBoundaryNotFoundDefect"], "headers": ["none", true, true, "multipart", true]}
"""

import email
import mailbox
from email import policy
from email.header import Header, decode_header, make_header
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesParser
from email.utils import formataddr, getaddresses, make_msgid, parseaddr

from capsule import task

RAW = b"""From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\r
To: a@example.org, "B, C" <b@example.org>\r
Subject: =?iso-8859-1?b?R3L832U=?= and\r
 folded\r
Date: Thu, 29 Feb 2024 05:07:09 -0800\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary="sep"\r
\r
preamble\r
--sep\r
Content-Type: text/plain; charset="iso-8859-1"\r
Content-Transfer-Encoding: quoted-printable\r
\r
Gr=FC=DFe, a long line =\r
continued\r
--sep\r
Content-Type: application/octet-stream\r
Content-Disposition: attachment; filename*=utf-8''%C3%BC.bin\r
Content-Transfer-Encoding: base64\r
\r
AAEC/w==\r
--sep--\r
"""


@task(name="main", compute="MEDIUM")
def main():
    message = EmailMessage()
    message["Subject"] = "Grüße 😀 " + "long " * 20
    message["From"] = "Ada Lovelace <ada@example.org>"
    message["To"] = ["bob@example.org", "Čyn <c@example.org>"] and "bob@example.org, Čyn <c@example.org>"
    message.set_content("Plain ü text\n" + "x" * 100 + "\n")
    message.add_alternative("<p>HTML</p>", subtype="html")
    message.add_attachment(b"\x00\x01", maintype="application", subtype="pdf", filename="d ö.pdf")
    message.add_attachment("a,b\n", subtype="csv", filename="t.csv")
    text = message.as_bytes(policy=policy.SMTP)
    again = email.message_from_bytes(text, policy=policy.default)
    parsed = BytesParser(policy=policy.default).parsebytes(RAW)
    old = MIMEMultipart("alternative", boundary="b")
    old["Subject"] = Header("Ünï", "utf-8")
    old.attach(MIMEText("hällo", "plain", "utf-8"))
    legacy = email.message_from_bytes(RAW)
    box = mailbox.mbox("/tmp/box")
    box.add(message)
    box.add("From: x\n\nFrom the start of a line\n")
    box.flush()
    refused = []
    for action in (lambda: message.__setitem__("X", "a\nB: c"), lambda: message.__setitem__("Subject", "again"), lambda: email.message_from_string("no headers").get_content_type()):
        try:
            refused.append(action())
        except Exception as error:
            refused.append(f"{type(error).__name__}: {error}")
    broken = email.message_from_bytes(b"Content-Type: multipart/mixed; boundary=x\n\n--x\nbroken", policy=policy.default)
    return {
        "subject": [str(again["subject"]) == str(message["Subject"]), text.count(b"\r\n") > 20, max(map(len, text.split(b"\r\n"))) <= 100 or "long lines"],
        "types": [part.get_content_type() for part in again.walk()],
        "body": [again.get_body(("plain",)).get_content().splitlines()[0], again.get_body(("html",)).get_content()],
        "attachments": [[part.get_filename(), part.get_content() if part.get_content_maintype() == "text" else part.get_content().hex()] for part in again.iter_attachments()],
        "parsed": [str(parsed["subject"]), parsed["from"].addresses[0].display_name, [a.addr_spec for a in parsed["to"].addresses], parsed["date"].datetime.isoformat(), parsed.preamble.strip(), parsed.is_multipart()],
        "parts": [parsed.get_payload(0).get_content(), parsed.get_payload(1).get_filename(), parsed.get_payload(1).get_content().hex()],
        "old": old.as_string(),
        "legacy": [str(make_header(decode_header(legacy["subject"]))), legacy.get_payload(0).get_payload(decode=True).decode("latin-1"), legacy.get_content_charset(), legacy.get_boundary(), legacy.items()[0]],
        "addresses": [parseaddr("A (c) <a@b>"), getaddresses(["x@y, Z <z@z>"]), formataddr(("Ünï", "u@x")), parseaddr("not an address"), make_msgid("t", "d").endswith("d>")],
        "box": [len(box), box[0]["from"], box[1].get_payload()],
        "refused": refused,
        "defects": [type(defect).__name__ for defect in broken.defects],
        "headers": [message.get("nothing", "none"), "subject" in message, message.get_all("to") is not None, message.get_content_maintype(), message.get_param("boundary") is not None],
    }
