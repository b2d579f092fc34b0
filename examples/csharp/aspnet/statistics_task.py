import statistics

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main(values: list[float]) -> dict[str, float]:
    return {"mean": statistics.fmean(values), "median": statistics.median(values)}
