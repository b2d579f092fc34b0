"""Tasks that call tasks: each runs in a sandbox of its own, with limits of its own.

    capsule run examples/subtasks.py
    capsule run examples/subtasks.py --verbose
"""

from capsule import task


@task(ram="64MB", timeout="5s", max_retries=1)
def count_words(text: str) -> int:
    if not text:
        raise ValueError("there is no text")
    return len(text.split())


@task(name="main", compute="MEDIUM")
async def main() -> dict:
    texts = ["to be or not to be", "", "that is the question"]
    results = await count_words.map(texts, concurrency=2)
    return {
        "words": [result.result for result in results],
        "failed": [result.error["message"] for result in results if not result.success],
    }
