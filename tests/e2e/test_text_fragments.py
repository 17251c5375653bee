"""“Open the source” lands on the passage: clicked on claim pages, in a page made of the article's text."""

import base64
import html
import re
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from factdb import models as m
from tests.connections import cloned_database, served
from tests.pages import factory

LINES = [
    "The airport stayed open. The port of Ardvale was shut at noon, and nobody said why.",
    "“We were told nothing,” said Ines Quast — the pilot's sister — & left; her boat, the 3-master Alba, stayed.",
    "The port of Ardvale was shut at noon, and nobody said why. On Tuesday it opened again.",
    "Twelve boats had waited in the bay since the morning, their crews on deck, their lamps lit, their nets dry, when "
    "the harbour bell rang for the first time in a week and the first of them, the Alba, turned towards the pier.",
    "Twelve boats had waited in the bay before; nobody rang for them.",
    "La ministra dijo que el puerto “reabrirá mañana”. El alcalde, que no.",
    "La ministra dijo que el puerto reabrirá mañana.",
    "港口于中午关闭,没有人说明原因。第二天港口重新开放。",
    "قال الوزير إن الميناء مغلق. ثم فتح الميناء.",
    "The end. The end. The end.",
    *(f"Ship {n} of the line was counted at the pier by {n} people in {n} minutes." for n in range(60)),
]
TEXT = "\n\n".join(LINES) + "\n"
ONE = "The port of Ardvale was shut at noon, and nobody said why."
PASSAGES = {
    "once": ("On Tuesday it opened again.", 0),
    "the first of two": (ONE, 0),
    "the second of two": (ONE, 1),
    "signs of the directive": ("Ines Quast — the pilot's sister — & left; her boat, the 3-master Alba, stayed.", 0),
    "in quotation marks": ("“We were told nothing,”", 0),
    "a word inside another": ("port of Ardvale", 1),
    "over two paragraphs": ("On Tuesday it opened again.\n\nTwelve boats had waited in the bay since the morning,", 0),
    "longer than its limit": (LINES[3], 0),
    "begins like a longer one": ("Twelve boats had waited in the bay", 1),
    "accents": ("La ministra dijo que el puerto reabrirá mañana.", 0),
    "from right to left": ("ثم فتح الميناء.", 0),
    "without spaces": ("第二天港口重新开放。", 0),
    "in the midst of three": ("The end.", 1),
    "far below": ("Ship 57 of the line was counted at the pier", 0),
}
HIGHLIGHT = "::target-text { background: rgb(255, 0, 0); color: rgb(255, 0, 0); }"
WORD_BOXES = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), boxes = [];
  while (walker.nextNode()) {
    for (const word of walker.currentNode.data.matchAll(/[\u3000-\u9fff]|[^\s\u3000-\u9fff]+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      const box = range.getBoundingClientRect();
      boxes.push([word[0], box.left + scrollX + box.width / 2, box.top + scrollY + 3]);
    }
  }
  return boxes;
}"""
ARE_RED = """async ([image, boxes]) => {
  const picture = new Image();
  picture.src = image;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const drawing = canvas.getContext("2d");
  drawing.drawImage(picture, 0, 0);
  return boxes.map(([, x, y]) => {
    const [red, green] = drawing.getImageData(x, y, 1, 1).data;
    return red > 200 && green < 60;
  });
}"""


class Source(BaseHTTPRequestHandler):
    def do_GET(self):
        paragraphs = "".join(f'<p dir="auto">{html.escape(line)}</p>' for line in LINES)
        page = f'<!DOCTYPE html><meta charset="utf-8"><title>Source</title><style>{HIGHLIGHT}</style>{paragraphs}'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def source():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, source):
    with django_db_blocker.unblock(), cloned_database(), served() as address:
        publish_passages(source)
        yield address


def publish_passages(source):
    article = factory.article(source_url=source)
    snapshot = m.Snapshot.objects.create(article=article, text=TEXT, sha256=sha256(TEXT.encode()).hexdigest())
    for name in PASSAGES:
        start, end = place(name)
        factory.claim(
            name.replace(" ", "-"),
            article=article,
            snapshot=snapshot,
            quote_start=start,
            quote_end=end,
            quote_sha256=sha256(TEXT[start:end].encode()).hexdigest(),
        )
    factory.publish(*m.Claim.objects.all())


def place(name):
    passage, occurrence = PASSAGES[name]
    starts = [match.start() for match in re.finditer(re.escape(passage), TEXT)]
    return starts[occurrence], starts[occurrence] + len(passage)


def list_expected(name):
    """By number, the words of the page that the passage holds."""
    start, end = place(name)
    words = [*re.finditer(r"[\u3000-\u9fff]|[^\s\u3000-\u9fff]+", TEXT)]
    return [number for number, word in enumerate(words) if word.start() < end and word.end() > start]


def list_highlighted(page):
    boxes = page.evaluate(WORD_BOXES)
    image = f"data:image/png;base64,{base64.b64encode(page.screenshot(full_page=True)).decode()}"
    return [number for number, red in enumerate(page.evaluate(ARE_RED, [image, boxes])) if red]


@pytest.mark.parametrize("name", PASSAGES)
def test_link_lands_on_the_passage(reader, name):
    page = reader.sit_down()
    page.goto(f"/claims/{1 + sorted(PASSAGES, key=place).index(name)}/")
    page.get_by_text("Open the source at this passage").click()
    page.wait_for_timeout(300)
    assert list_highlighted(page) == list_expected(name), page.evaluate("location.href")


def test_link_scrolls_to_the_passage(reader):
    page = reader.sit_down()
    page.goto(f"/claims/{1 + sorted(PASSAGES, key=place).index('far below')}/")
    page.get_by_text("Open the source at this passage").click()
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 500
