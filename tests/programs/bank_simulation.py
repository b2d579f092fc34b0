r"""A bank with accounts, transfers, interest and a ledger.

expect: {"log": [null, "InsufficientFunds: Bob has -70.50, needs 1000", "ValueError: deposits are positive", null, null, null, "TypeError: Can't instantiate abstract class Account"], "day": "2024-12-31", "balances": {"Ada": "12528.82", "Bob": "261.77"}, "total": "12,790.59", "kinds": {"deposit": "12395.67", "fee": "-1.06", "interest": "395.98", "transfer": "0.00"}, "statement": ["01.01.24 DEPOSIT         50.00", "01.01.24 TRANSFER      -120.50 to 1001", "01.02.24 FEE             -1.06 overdraft", "15.02.24 TRANSFER       333.33 from 1001"], "repr": "Checking(owner='Bob', balance=Decimal('261.77'), number=1002)", "checks": true}
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum

from capsule import task

CENT = Decimal("0.01")


class InsufficientFunds(Exception):
    def __init__(self, account: Account, amount: Decimal):
        super().__init__(f"{account.owner} has {account.balance}, needs {amount}")


class Kind(Enum):
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"
    INTEREST = "interest"
    FEE = "fee"


@dataclass(frozen=True)
class Entry:
    day: date
    kind: Kind
    amount: Decimal
    note: str = ""


@dataclass
class Account(ABC):
    owner: str
    balance: Decimal = Decimal(0)
    history: list[Entry] = field(default_factory=list, repr=False)
    number: int = field(default_factory=itertools.count(1001).__next__)

    @abstractmethod
    def monthly(self, day: date) -> None: ...

    def _book(self, day, kind, amount, note=""):
        self.balance += amount
        self.history.append(Entry(day, kind, amount, note))

    def deposit(self, day, amount):
        if amount <= 0:
            raise ValueError("deposits are positive")
        self._book(day, Kind.DEPOSIT, Decimal(amount))

    def withdraw(self, day, amount, kind=Kind.WITHDRAWAL, note=""):
        if amount > self.available:
            raise InsufficientFunds(self, amount)
        self._book(day, kind, -Decimal(amount), note)

    @property
    def available(self):
        return self.balance


class Savings(Account):
    rate = Decimal("0.035")

    def monthly(self, day):
        interest = (self.balance * self.rate / 12).quantize(CENT, ROUND_HALF_EVEN)
        if interest:
            self._book(day, Kind.INTEREST, interest)


class Checking(Account):
    overdraft = Decimal(100)

    @property
    def available(self):
        return self.balance + self.overdraft

    def monthly(self, day):
        if self.balance < 0:
            self._book(day, Kind.FEE, (self.balance * Decimal("0.015")).quantize(CENT), "overdraft")


class Bank:
    def __init__(self):
        self.accounts: dict[int, Account] = {}
        self.day = date(2024, 1, 1)

    def open(self, kind, owner, amount=0):
        account = kind(owner)
        self.accounts[account.number] = account
        if amount:
            account.deposit(self.day, Decimal(amount))
        return account

    def transfer(self, source, target, amount):
        amount = Decimal(amount)
        before = source.balance, target.balance
        source.withdraw(self.day, amount, Kind.TRANSFER, f"to {target.number}")
        target._book(self.day, Kind.TRANSFER, amount, f"from {source.number}")
        assert sum(before) == source.balance + target.balance

    def advance(self, days):
        for _ in range(days):
            self.day += timedelta(days=1)
            if self.day.day == 1:
                for account in self.accounts.values():
                    account.monthly(self.day)

    def total(self):
        return sum((account.balance for account in self.accounts.values()), Decimal(0))


@task(name="main", compute="LOW", ram="64MB")
def main():
    bank = Bank()
    ada, bob = bank.open(Savings, "Ada", "12345.67"), bank.open(Checking, "Bob", "50")
    log = []
    for action in (lambda: bank.transfer(bob, ada, "120.50"), lambda: bank.transfer(bob, ada, "1000"), lambda: ada.deposit(bank.day, Decimal(-5)), lambda: bank.advance(45), lambda: bank.transfer(ada, bob, "333.33"), lambda: bank.advance(320), lambda: Account("x")):
        try:
            log.append(action())
        except (InsufficientFunds, ValueError, TypeError) as error:
            log.append(f"{type(error).__name__}: {error}".split(" without")[0])
    by_kind = defaultdict(Decimal)
    for account in bank.accounts.values():
        for entry in account.history:
            by_kind[entry.kind.value] += entry.amount
    return {
        "log": log,
        "day": bank.day,
        "balances": {account.owner: account.balance for account in bank.accounts.values()},
        "total": f"{bank.total():,.2f}",
        "kinds": dict(sorted(by_kind.items())),
        "statement": [f"{entry.day:%d.%m.%y} {entry.kind.name:<10} {entry.amount:>10,.2f} {entry.note}".rstrip() for entry in bob.history],
        "repr": repr(bob),
        "checks": bank.total() == sum(by_kind.values()),
    }
