r"""A compiler to bytecode and a virtual machine for a toy language, and a Brainfuck interpreter.

expect: {"out": ["610", "21", "a12.5True", "klein mittel gro\u00df", "328350", "9.0", "default", "True"], "steps": 21362, "errors": ["unknown variable 'x'", "line 1: unexpected ';'", "line 1: expected a name, found '='", "division by zero", "unknown function 'f'", "f takes 1, got 0", "too many steps", "line 1: unexpected '$'", "line 1: unexpected 'end'"], "hello": "Hello World!\n", "reversed": "hello"}
"""

import re
from enum import Enum, auto
from typing import NamedTuple

from capsule import task


class T(Enum):
    NUMBER = auto()
    STRING = auto()
    NAME = auto()
    OPERATOR = auto()
    KEYWORD = auto()
    END = auto()


class Token(NamedTuple):
    kind: T
    text: str
    line: int


KEYWORDS = {"let", "fn", "if", "else", "while", "return", "print", "true", "false"}
PATTERN = re.compile(r'(?P<space>[ \t]+|#.*)|(?P<line>\n)|(?P<NUMBER>\d+(\.\d+)?)|(?P<STRING>"(?:\\.|[^"\\])*")|(?P<NAME>[^\W\d]\w*)|(?P<OPERATOR>==|!=|<=|>=|&&|\|\||[-+*/%<>=!(){},;\[\]])')
PRECEDENCE = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}


class ToyError(Exception):
    pass


def tokens(source):
    line, position = 1, 0
    while position < len(source):
        match = PATTERN.match(source, position)
        if not match:
            raise ToyError(f"line {line}: unexpected {source[position]!r}")
        position = match.end()
        match match.lastgroup:
            case "space":
                pass
            case "line":
                line += 1
            case "NAME" if match["NAME"] in KEYWORDS:
                yield Token(T.KEYWORD, match["NAME"], line)
            case kind:
                kind = next(k for k in ("NUMBER", "STRING", "NAME", "OPERATOR") if match[k])
                yield Token(T[kind], match[kind], line)
    yield Token(T.END, "", line)


class Compiler:
    def __init__(self, source):
        self.tokens, self.at, self.functions = list(tokens(source)), 0, {}

    @property
    def token(self):
        return self.tokens[self.at]

    def take(self, *texts):
        if self.token.text in texts and self.token.kind in (T.OPERATOR, T.KEYWORD):
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def need(self, text):
        if not self.take(text):
            raise ToyError(f"line {self.token.line}: expected {text!r}, found {self.token.text or 'end'!r}")

    def name(self):
        if self.token.kind is not T.NAME:
            raise ToyError(f"line {self.token.line}: expected a name, found {self.token.text!r}")
        self.at += 1
        return self.tokens[self.at - 1].text

    def program(self):
        code = []
        while self.token.kind is not T.END:
            self.statement(code)
        return code + [("HALT", None)]

    def block(self, code):
        self.need("{")
        while not self.take("}"):
            self.statement(code)

    def statement(self, code):
        if self.take("let"):
            name = self.name()
            self.need("=")
            self.expression(code)
            code.append(("STORE", name))
            self.need(";")
        elif self.take("fn"):
            name = self.name()
            self.need("(")
            names = []
            while not self.take(")"):
                names.append(self.name())
                self.take(",")
            body = []
            self.block(body)
            self.functions[name] = (names, body + [("PUSH", None), ("RETURN", None)])
        elif self.take("if"):
            self.expression(code)
            jump = len(code)
            code.append(None)
            self.block(code)
            if self.take("else"):
                over = len(code)
                code.append(None)
                code[jump] = ("UNLESS", len(code))
                self.statement(code) if self.token.text == "if" else self.block(code)
                code[over] = ("JUMP", len(code))
            else:
                code[jump] = ("UNLESS", len(code))
        elif self.take("while"):
            start = len(code)
            self.expression(code)
            jump = len(code)
            code.append(None)
            self.block(code)
            code.append(("JUMP", start))
            code[jump] = ("UNLESS", len(code))
        elif self.take("return"):
            self.expression(code)
            code.append(("RETURN", None))
            self.need(";")
        elif self.take("print"):
            self.expression(code)
            code.append(("PRINT", None))
            self.need(";")
        else:
            self.expression(code)
            code.append(("POP", None))
            self.need(";")

    def expression(self, code, minimum=1):
        self.unary(code)
        while self.token.kind is T.OPERATOR and PRECEDENCE.get(self.token.text, 0) >= minimum:
            operator = self.token.text
            self.at += 1
            if operator in ("&&", "||"):
                jump = len(code)
                code.append(None)
                self.expression(code, PRECEDENCE[operator] + 1)
                code[jump] = ("AND" if operator == "&&" else "OR", len(code))
            else:
                self.expression(code, PRECEDENCE[operator] + 1)
                code.append(("BINARY", operator))

    def unary(self, code):
        if token := self.take("-", "!"):
            self.unary(code)
            code.append(("UNARY", token.text))
            return
        token = self.token
        self.at += 1
        match token:
            case Token(T.NUMBER, text):
                code.append(("PUSH", float(text) if "." in text else int(text)))
            case Token(T.STRING, text):
                code.append(("PUSH", text[1:-1].replace("\\n", "\n").replace('\\"', '"')))
            case Token(T.KEYWORD, "true" | "false" as word):
                code.append(("PUSH", word == "true"))
            case Token(T.NAME, name) if self.take("("):
                count = 0
                while not self.take(")"):
                    self.expression(code)
                    count += 1
                    self.take(",")
                code.append(("CALL", (name, count)))
            case Token(T.NAME, name):
                code.append(("LOAD", name))
            case Token(T.OPERATOR, "("):
                self.expression(code)
                self.need(")")
            case Token(_, text, line):
                raise ToyError(f"line {line}: unexpected {text or 'end'!r}")


def execute(source, limit=200_000):
    compiler = Compiler(source)
    code, functions = compiler.program(), compiler.functions
    globals_, out, stack, frames, names, at, steps = {}, [], [], [], {}, 0, 0
    names = globals_
    while True:
        steps += 1
        if steps > limit:
            raise ToyError("too many steps")
        operation, argument = code[at]
        at += 1
        match operation:
            case "PUSH":
                stack.append(argument)
            case "POP":
                stack.pop()
            case "LOAD":
                if argument not in names and argument not in globals_:
                    raise ToyError(f"unknown variable {argument!r}")
                stack.append(names.get(argument, globals_.get(argument)))
            case "STORE":
                names[argument] = stack.pop()
            case "BINARY":
                b, a = stack.pop(), stack.pop()
                try:
                    stack.append({"+": lambda: f"{a}{b}" if isinstance(a, str) or isinstance(b, str) else a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "%": lambda: a % b, "<": lambda: a < b, ">": lambda: a > b, "<=": lambda: a <= b, ">=": lambda: a >= b, "==": lambda: a == b, "!=": lambda: a != b}[argument]())
                except (TypeError, ZeroDivisionError) as error:
                    raise ToyError(f"{error}") from error
            case "UNARY":
                value = stack.pop()
                stack.append(-value if argument == "-" else not value)
            case "UNLESS":
                if not stack.pop():
                    at = argument
            case "AND" | "OR":
                if bool(stack[-1]) == (operation == "OR"):
                    at = argument
                else:
                    stack.pop()
            case "JUMP":
                at = argument
            case "PRINT":
                out.append(str(stack.pop()))
            case "CALL":
                name, count = argument
                if name not in functions:
                    raise ToyError(f"unknown function {name!r}")
                parameters, body = functions[name]
                if len(parameters) != count:
                    raise ToyError(f"{name} takes {len(parameters)}, got {count}")
                values = stack[len(stack) - count:]
                del stack[len(stack) - count:]
                frames.append((code, at, names))
                code, at, names = body, 0, dict(zip(parameters, values))
            case "RETURN":
                if not frames:
                    return out, steps
                code, at, names = frames.pop()
            case "HALT":
                return out, steps


def brainfuck(code, data=""):
    stack, jumps = [], {}
    for i, char in enumerate(code):
        if char == "[":
            stack.append(i)
        elif char == "]":
            jumps[i] = stack.pop()
            jumps[jumps[i]] = i
    cells, pointer, at, out, data = bytearray(300), 0, 0, [], iter(data)
    while at < len(code):
        match code[at]:
            case ">": pointer += 1
            case "<": pointer -= 1
            case "+": cells[pointer] = (cells[pointer] + 1) % 256
            case "-": cells[pointer] = (cells[pointer] - 1) % 256
            case ".": out.append(chr(cells[pointer]))
            case ",": cells[pointer] = ord(next(data, "\0"))
            case "[" if not cells[pointer]: at = jumps[at]
            case "]" if cells[pointer]: at = jumps[at]
        at += 1
    return "".join(out)


PROGRAM = """
fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }
fn gcd(a, b) { while b != 0 { let t = a % b; let a = b; let b = t; } return a; }
fn größe(x) { if x > 100 { return "groß"; } else if x > 10 { return "mittel"; } else { return "klein"; } }
print fib(15);
print gcd(1071, 462);
print "a" + 1 + 2.5 + true;
print größe(5) + " " + größe(50) + " " + größe(500);
let i = 0; let sum = 0;
while i < 100 { let sum = sum + i * i; let i = i + 1; }   # a comment
print sum;
print 1 + 2 * 3 - -4 / 2;
print !(1 == 2) && false || "default";
print 10 % 4 >= 2;
"""


@task(name="main", compute="HIGH")
def main():
    out, steps = execute(PROGRAM)
    errors = []
    for source in ("print x;", "print 1 +;", "let = 5;", "print 1 / 0;", "f(1);", "fn f(a) {} f();", "while true {}", "print $;", "if 1 { print 2;"):
        try:
            errors.append(execute(source)[0])
        except ToyError as error:
            errors.append(str(error))
    return {"out": out, "steps": steps, "errors": errors, "hello": brainfuck("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."), "reversed": brainfuck(">,[>,]<[.<]", "olleh")}
