"""The QR code on a slip."""

import re

import segno

from core.accounts.slips import QUIET_ZONE, qr_drawing

URL = "https://jsx.example.gov.cn/link/abcdefghjkmnpqrstuvwxyz2/"


def test_the_drawing_is_the_code_with_its_quiet_zone():
    drawing, size = qr_drawing(URL)
    dark = set()
    for x, y, length, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawing):
        assert length == back
        dark |= {(int(x) + step, int(y)) for step in range(int(length))}
    matrix = segno.make(URL, error="m", micro=False, mask=0).matrix
    wanted = {
        (x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(matrix) for x, on in enumerate(row) if on
    }
    assert dark == wanted
    assert size == len(matrix) + 2 * QUIET_ZONE
