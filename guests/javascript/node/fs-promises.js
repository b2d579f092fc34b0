// node:fs/promises.

import { promises } from "./fs.js";

export const {
  access, appendFile, chmod, constants, copyFile, cp, link, lstat, mkdir, mkdtemp, open, readFile, readdir, readlink, realpath, rename, rm, rmdir, stat, symlink,
  truncate, unlink, utimes, writeFile,
} = promises;
export default promises;
