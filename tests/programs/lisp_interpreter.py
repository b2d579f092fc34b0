r"""A small Lisp with tail calls, macros and closures.

expect: ["15511210043330985984000000", "200010000", "(1 4 9 16)", "1", "2", "(2 1)", "(1 2 3 4 (5 2))", "(2 3 5 7 11 13 17 19 23 29 31 37)", "12", "3", "'a\\tbsym1.5#t'", "144", "NameError: undefined", "TypeError: expected 1 arguments, got 2", "IndexError: list index out of range"]
"""

import operator
import re
from functools import reduce

from capsule import task


class Symbol(str):
    pass


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        if isinstance(names, Symbol):
            self[names] = list(values)
        else:
            if len(names) != len(values):
                raise TypeError(f"expected {len(names)} arguments, got {len(values)}")
            self.update(zip(names, values))
        self.outer = outer

    def find(self, name):
        env = self
        while env is not None:
            if name in env:
                return env
            env = env.outer
        raise NameError(name)


class Procedure:
    def __init__(self, names, body, env):
        self.names, self.body, self.env = names, body, env

    def __call__(self, *args):
        return evaluate(self.body, Env(self.names, args, self.env))


def parse(text):
    tokens = re.findall(r"""\s*(?:;[^\n]*\n)*(,@|[('`,)]|"(?:\\.|[^\\"])*"|[^\s('"`,;)]+)""", text)
    position = 0

    def read():
        nonlocal position
        if position >= len(tokens):
            raise SyntaxError("unexpected end")
        token = tokens[position]
        position += 1
        if token == "(":
            items = []
            while tokens[position] != ")":
                items.append(read())
            position += 1
            return items
        if token == ")":
            raise SyntaxError("unexpected )")
        if token in ("'", "`", ",", ",@"):
            return [Symbol({"'": "quote", "`": "quasiquote", ",": "unquote", ",@": "splice"}[token]), read()]
        if token[0] == '"':
            return token[1:-1].encode().decode("unicode_escape")
        if token in ("#t", "#f"):
            return token == "#t"
        for convert in (int, float):
            try:
                return convert(token)
            except ValueError:
                pass
        return Symbol(token)

    while position < len(tokens):
        yield read()


MACROS = {}


def quasi(x):
    if not isinstance(x, list):
        return [Symbol("quote"), x]
    if x and x[0] == "unquote":
        return x[1]
    if x and isinstance(x[0], list) and x[0] and x[0][0] == "splice":
        return [Symbol("append"), x[0][1], quasi(x[1:])]
    return [Symbol("cons"), quasi(x[0]), quasi(x[1:])] if x else [Symbol("quote"), []]


def evaluate(x, env):
    while True:
        if isinstance(x, Symbol):
            return env.find(x)[x]
        if not isinstance(x, list):
            return x
        if not x:
            return []
        match x[0]:
            case "quote":
                return x[1]
            case "quasiquote":
                x = quasi(x[1])
            case "if":
                x = x[2] if evaluate(x[1], env) is not False else (x[3] if len(x) > 3 else False)
            case "define":
                if isinstance(x[1], list):
                    env[x[1][0]] = Procedure(x[1][1:], [Symbol("begin"), *x[2:]], env)
                else:
                    env[x[1]] = evaluate(x[2], env)
                return None
            case "set!":
                env.find(x[1])[x[1]] = evaluate(x[2], env)
                return None
            case "lambda":
                return Procedure(x[1], [Symbol("begin"), *x[2:]], env)
            case "begin":
                for item in x[1:-1]:
                    evaluate(item, env)
                x = x[-1]
            case "let":
                x = [[Symbol("lambda"), [pair[0] for pair in x[1]], *x[2:]], *[pair[1] for pair in x[1]]]
            case "define-macro":
                MACROS[x[1][0]] = Procedure(x[1][1:], [Symbol("begin"), *x[2:]], env)
                return None
            case str() as name if name in MACROS:
                x = MACROS[name](*x[1:])
            case _:
                function, *args = [evaluate(item, env) for item in x]
                if isinstance(function, Procedure):
                    x, env = function.body, Env(function.names, args, function.env)
                else:
                    return function(*args)


def show(x):
    if isinstance(x, bool):
        return "#t" if x else "#f"
    if isinstance(x, list):
        return "(" + " ".join(map(show, x)) + ")"
    return repr(x) if isinstance(x, str) and not isinstance(x, Symbol) else str(x)


PROGRAM = """
(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))
(fact 25)
(define (loop n acc) (if (= n 0) acc (loop (- n 1) (+ acc n))))
(loop 20000 0)               ; needs tail calls
(define (map f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l)))))
(define (filter f l) (if (null? l) '() (if (f (car l)) (cons (car l) (filter f (cdr l))) (filter f (cdr l)))))
(map (lambda (x) (* x x)) '(1 2 3 4))
(define (make-counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(define c (make-counter)) (c) (c)
(define-macro (unless test . body) 1)
(define-macro (swap a b) `(let ((tmp ,a)) (set! ,a ,b) (set! ,b tmp)))
(define x 1) (define y 2) (swap x y) (list x y)
`(1 ,(+ 1 1) ,@(list 3 4) (5 ,x))
(define (primes n) (filter (lambda (k) (null? (filter (lambda (d) (= 0 (mod k d))) (range 2 k)))) (range 2 n)))
(primes 40)
(let ((a 1) (b 2)) (let ((a 10)) (+ a b)))
((lambda args (length args)) 1 2 3)
(string "a\\tb" 'sym 1.5 #t)
(define (compose . fs) fs)
(define Y (lambda (f) ((lambda (x) (f (lambda (n) ((x x) n)))) (lambda (x) (f (lambda (n) ((x x) n)))))))
((Y (lambda (self) (lambda (n) (if (< n 2) n (+ (self (- n 1)) (self (- n 2))))))) 12)
(undefined 1)
(fact 1 2)
(car '())
"""


@task(name="main", compute="HIGH")
def main():
    env = Env()
    env.update({Symbol(name): value for name, value in {
        "+": lambda *a: reduce(operator.add, a, 0), "*": lambda *a: reduce(operator.mul, a, 1), "-": operator.sub, "<": operator.lt, "=": operator.eq, "mod": operator.mod,
        "car": lambda x: x[0], "cdr": lambda x: x[1:], "cons": lambda x, y: [x, *y], "list": lambda *a: list(a), "append": operator.add, "null?": lambda x: x == [], "length": len,
        "range": lambda a, b: list(range(a, b)), "string": lambda *a: "".join(show(x) if not isinstance(x, str) else x for x in a)}.items()})
    answers = []
    for form in parse(PROGRAM):
        try:
            value = evaluate(form, env)
            if value is not None:
                answers.append(show(value))
        except Exception as error:
            answers.append(f"{type(error).__name__}: {error}")
    return answers
