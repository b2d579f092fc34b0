"""A run that waits for somebody's approval, for as long as it takes.

    capsule run --durable examples/approval.py 120 80 4000
    capsule runs --project examples                              # the run, and what it waits for
    capsule signal RUN_ID approved '{"by": "Ada"}' --project examples

While it waits there is no sandbox, and the process may be killed: `capsule resume` goes on, and no price is checked twice.
"""

from capsule import task, wait_for_signal


@task(ram="64MB", timeout="30s", max_retries=2)
def check(amount: str) -> float:
    value = float(amount)
    if value <= 0:
        raise ValueError(f"{amount} is no price")
    return value


@task(name="main")
async def main(*amounts: str) -> dict:
    checked = await check.map(amounts, concurrency=4)
    total = sum(result.unwrap() for result in checked)
    if total < 1000:
        return {"total": total, "approved": "not needed"}
    answer = await wait_for_signal("approved", timeout="30d")
    return {"total": total, "approved": answer}
