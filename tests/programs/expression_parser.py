r"""A calculator with a tokeniser and a recursive-descent parser.

expect: {"1 + 2 * 3": 7, "(1 + 2) * 3": 9, "2 ^ 3 ^ 2": 512, "-2 ^ 2": -4, "10 / 4": 2.5, "10 // 4": 2, "-7 % 3": 2, "x = y = 5": 5, "x * y": 25, "sqrt(16) + max(1, 2, x)": 9.0, "1 < 2 ? 10 : 20": 10, "5! / 3!": 20.0, "1e3 + .5": 1000.5, "2 ** -1": 0.5, "((((((1))))))": 1, "1 +": "error: unexpected 'end'", "foo": "error: unknown name 'foo'", "1 / 0": "error: division by zero", "(1": "error: expected ')', not 'the end'", "3 $ 4": "error: unexpected ' ' at 1", "max(1, )": "error: unexpected ')'", "1 2": "error: unexpected '2'", "": "error: unexpected 'end'", "sin(pi / 2)": 1.0, "fact(20)": 2432902008176640000, "2 ** 100": "1267650600228229401496703205376", "deep": 1}
"""

import math
import re
from dataclasses import dataclass, field

from capsule import task

TOKEN = re.compile(r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>[A-Za-z_]\w*)|(?P<op>\*\*|//|<=|>=|==|!=|[-+*/%^(),=<>!?:]))")


class CalculatorError(Exception):
    pass


@dataclass
class Calculator:
    names: dict = field(default_factory=lambda: {"pi": math.pi, "e": math.e, "sqrt": math.sqrt, "max": max, "min": min, "abs": abs, "sin": math.sin, "fact": lambda n: math.factorial(int(n))})

    def tokens(self, text):
        position = 0
        text = text.rstrip()
        while position < len(text):
            match = TOKEN.match(text, position)
            if not match:
                raise CalculatorError(f"unexpected {text[position]!r} at {position}")
            yield match.lastgroup, match[match.lastgroup]
            position = match.end()
        yield "end", ""

    def evaluate(self, text):
        self.stream = list(self.tokens(text))
        self.index = 0
        value = self.assignment()
        if self.peek()[0] != "end":
            raise CalculatorError(f"unexpected {self.peek()[1]!r}")
        return value

    def peek(self):
        return self.stream[self.index]

    def take(self, *texts):
        if self.peek()[0] == "op" and self.peek()[1] in texts:
            self.index += 1
            return self.stream[self.index - 1][1]
        return None

    def expect(self, text):
        if not self.take(text):
            raise CalculatorError(f"expected {text!r}, not {self.peek()[1] or 'the end'!r}")

    def assignment(self):
        if self.peek()[0] == "name" and self.stream[self.index + 1] == ("op", "="):
            name = self.peek()[1]
            self.index += 2
            self.names[name] = value = self.assignment()
            return value
        return self.ternary()

    def ternary(self):
        condition = self.comparison()
        if self.take("?"):
            yes = self.ternary()
            self.expect(":")
            no = self.ternary()
            return yes if condition else no
        return condition

    def comparison(self):
        left = self.sum()
        while op := self.take("<", ">", "<=", ">=", "==", "!="):
            right = self.sum()
            left = {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right, "==": left == right, "!=": left != right}[op]
        return left

    def sum(self):
        left = self.product()
        while op := self.take("+", "-"):
            right = self.product()
            left = left + right if op == "+" else left - right
        return left

    def product(self):
        left = self.unary()
        while op := self.take("*", "/", "%", "//"):
            right = self.unary()
            if right == 0 and op != "*":
                raise CalculatorError("division by zero")
            left = {"*": lambda: left * right, "/": lambda: left / right, "%": lambda: left % right, "//": lambda: left // right}[op]()
        return left

    def unary(self):
        if op := self.take("-", "+"):
            value = self.unary()
            return -value if op == "-" else value
        return self.power()

    def power(self):
        base = self.postfix()
        if self.take("^", "**"):
            return base ** self.unary()
        return base

    def postfix(self):
        value = self.atom()
        while self.take("!"):
            value = math.factorial(value)
        return value

    def atom(self):
        kind, text = self.peek()
        if kind == "number":
            self.index += 1
            return float(text) if re.search(r"[.eE]", text) else int(text)
        if kind == "name":
            self.index += 1
            if text not in self.names:
                raise CalculatorError(f"unknown name {text!r}")
            value = self.names[text]
            if self.take("("):
                arguments = []
                if not self.take(")"):
                    arguments.append(self.ternary())
                    while self.take(","):
                        arguments.append(self.ternary())
                    self.expect(")")
                return value(*arguments)
            return value
        if self.take("("):
            value = self.ternary()
            self.expect(")")
            return value
        raise CalculatorError(f"unexpected {text or 'end'!r}")


@task(name="main", compute="LOW", ram="64MB")
def main():
    calculator = Calculator()
    answers = {}
    for line in ("1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-2 ^ 2", "10 / 4", "10 // 4", "-7 % 3", "x = y = 5", "x * y", "sqrt(16) + max(1, 2, x)", "1 < 2 ? 10 : 20",
                 "5! / 3!", "1e3 + .5", "2 ** -1", "((((((1))))))", "1 +", "foo", "1 / 0", "(1", "3 $ 4", "max(1, )", "1 2", "", "sin(pi / 2)", "fact(20)", "2 ** 100"):
        try:
            answers[line] = calculator.evaluate(line)
        except CalculatorError as error:
            answers[line] = f"error: {error}"
    answers["2 ** 100"] = str(answers["2 ** 100"])
    answers["deep"] = calculator.evaluate("(" * 60 + "1" + ")" * 60)
    return answers
