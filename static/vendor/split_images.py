"""Turns the data: images of a style sheet into files: our content security policy allows images from
this server only. Usage: split_images.py FROM.css TO.css
"""

import re
import sys
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

DATA_IMAGE = re.compile(r"""url\((["'])data:image/svg\+xml,(.+?)\1\)""")


def main(source: Path, target: Path) -> None:
    def to_file(match: re.Match[str]) -> str:
        svg = unquote(match[2])
        name = f"img/{sha256(svg.encode()).hexdigest()[:10]}.svg"
        (target.parent / "img").mkdir(exist_ok=True)
        (target.parent / name).write_text(svg + "\n")
        return f'url("{name}")'

    css = DATA_IMAGE.sub(to_file, source.read_text())
    target.write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/\n?", "", css))


main(Path(sys.argv[1]), Path(sys.argv[2]))
