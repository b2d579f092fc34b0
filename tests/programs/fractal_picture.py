r"""Draws a Mandelbrot set, a maze and charts as text, and pictures as files.

expect: {"inside": 260, "signature": "89504e470d0a1a0a", "header": [32, 16], "pixels": 1104515235, "symmetric": true}
stdout: "                                                            \n                                      .                     \n                                     ..:..                  \n                                   .-:#@-:.                 \n                               ......%@@@@...               \n                             ..@@:@@@@@@@@@@-.::=.          \n                            .=:@@@@@@@@@@@@@@@@-..          \n                 .....=.....@@@@@@@@@@@@@@@@@@@@-=.         \n                ...=@@@@@*..@@@@@@@@@@@@@@@@@@@@@.          \n             ..*..@@@@@@@@@-@@@@@@@@@@@@@@@@@@@@@.          \n    @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@#..           \n             ..*..@@@@@@@@@-@@@@@@@@@@@@@@@@@@@@@.          \n                ...=@@@@@*..@@@@@@@@@@@@@@@@@@@@@.          \n                 .....=.....@@@@@@@@@@@@@@@@@@@@-=.         \n                            .=:@@@@@@@@@@@@@@@@-..          \n                             ..@@:@@@@@@@@@@-.::=.          \n                               ......%@@@@...               \n                                   .-:#@-:.                 \n                                     ..:..                  \n                                      .                     \n#########################\n# #         # #         #\n# ### ##### # # ####### #\n# #   #     #   #   #   #\n# # ### ######### # # # #\n# #   #           # # # #\n# ### ############# # ###\n#     #     #       #   #\n####### ##### ######### #\n#                       #\n#########################\n       *\n      * *\n     *  *\n    * * * *\n   *    *\n  * *   * *\n *  *  *  *\n* * * * * * * *\n\u2585\u2586\u2587\u2587\u2588\u2588\u2588\u2587\u2586\u2585\u2584\u2583\u2582\u2581\u2581\u2581\u2582\u2582\u2584\u2585\u2586\u2587\u2588\u2588\u2588\u2588\u2587\u2586\u2585\u2584\u2583\u2582\u2581\u2581\u2581\u2582\u2583\u2584\u2585\u2586\n"
"""

import math
import random
import struct
import zlib

from capsule import task


def mandelbrot(width, height, limit):
    for y in range(height):
        row = ""
        for x in range(width):
            z, c, n = 0j, complex(-2.2 + 3.2 * x / width, -1.2 + 2.4 * y / height), 0
            while abs(z) <= 2 and n < limit:
                z, n = z * z + c, n + 1
            row += " .:-=+*#%@"[n * 9 // limit]
        yield row


def maze(width, height, seed):
    rng = random.Random(seed)
    walls = [["#"] * (2 * width + 1) for _ in range(2 * height + 1)]
    stack, seen = [(0, 0)], {(0, 0)}
    walls[1][1] = " "
    while stack:
        x, y = stack[-1]
        options = [(x + dx, y + dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)) if 0 <= x + dx < width and 0 <= y + dy < height and (x + dx, y + dy) not in seen]
        if not options:
            stack.pop()
            continue
        nx, ny = rng.choice(options)
        walls[y + ny + 1][x + nx + 1] = walls[2 * ny + 1][2 * nx + 1] = " "
        seen.add((nx, ny))
        stack.append((nx, ny))
    return ["".join(row) for row in walls]


def png(width, height, pixel):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"".join(b"\0" + bytes(channel for x in range(width) for channel in pixel(x, y)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


def sierpinski(n):
    return ["*"] if n == 0 else [" " * 2 ** (n - 1) + line for line in sierpinski(n - 1)] + [line + " " + line for line in sierpinski(n - 1)]


@task(name="main", compute="HIGH")
def main():
    rows = list(mandelbrot(60, 20, 60))
    for row in rows:
        print(row)
    for row in maze(12, 5, 11):
        print(row)
    for row in sierpinski(3):
        print(row.rstrip())
    picture = png(32, 16, lambda x, y: (x * 8 % 256, y * 16 % 256, (x ^ y) * 5 % 256))
    with open("/tmp/picture.png", "wb") as file:
        file.write(picture)
    body = picture[picture.index(b"IDAT") + 4 : -16]
    spark = "".join("▁▂▃▄▅▆▇█"[round((math.sin(i / 3) + 1) * 3.5)] for i in range(40))
    print(spark)
    return {"inside": sum(row.count("@") for row in rows), "signature": picture[:8].hex(), "header": list(struct.unpack(">II", picture[16:24])), "pixels": zlib.crc32(zlib.decompress(body)), "symmetric": rows[1:] == rows[:0:-1]}
