from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main(text: str) -> dict:
    print("counting")
    words = text.lower().split()
    return {"word_count": len(words), "longest": max(words, key=len)}
