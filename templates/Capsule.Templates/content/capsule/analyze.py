from capsule import task


@task(name="main", compute="LOW", ram="64MB", timeout="10s")
def main(text: str) -> dict:
    words = text.lower().split()
    return {"word_count": len(words), "longest": max(words, key=len)}
