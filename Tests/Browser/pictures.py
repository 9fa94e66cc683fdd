"""Pictures of every page in both themes, wide and narrow, to be looked at: python3 pictures.py FOLDER [PAGE…]."""
import pathlib
import sys

from ajar_browser import Browser, Server
from story import tell
from test_settings import PAGES


def main(folder, wanted=()):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    server, browser = Server(), Browser()
    try:
        story = tell(server)
        for theme in ("light", "dark"):
            for width, height in ((1280, 860), (360, 740)):
                page = browser.signed_in(server, width=width, height=height, color_scheme=theme)
                for name, path in (story.pages | PAGES).items():
                    if wanted and name not in wanted:
                        continue
                    page.goto(path)
                    page.wait_for_timeout(400)
                    page.screenshot(path=folder / f"{name}-{theme}-{width}.png", full_page=name != "palette")
    finally:
        browser.stop()
        server.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
