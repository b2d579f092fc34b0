import semver from "semver";

export const main = () => [
  semver.satisfies("1.2.3", "^1.2 || >=3"), semver.rsort(["1.0.0", "2.0.0-beta.2", "2.0.0-beta.11", "2.0.0"]), semver.inc("1.2.3", "minor"), semver.coerce("v3.4 x").version,
  semver.minVersion(">=1.2 <2").version, semver.diff("1.0.0", "1.1.0"), semver.valid("x"), new semver.Range("~1.2.3").range,
];
