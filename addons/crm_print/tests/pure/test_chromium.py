"""With a real Chromium and nothing of Odoo."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from odoo.addons.crm_print.tools import printer
from odoo.addons.crm_print.tools.chromium import Keeper
from odoo.addons.crm_print.tools.paper import Paper
from odoo.addons.crm_print.tools.process import FOLDER_PREFIX, ChromiumError, find_program
from odoo.addons.crm_print.tools.tab import ChromiumTimeout

pytestmark = pytest.mark.skipif(not find_program(), reason="Chromium is not installed")

HOST = "http://crm.example"
PAPER = Paper(210, 297, margin_top=40, margin_bottom=25, margin_left=10, margin_right=10)
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99"
    b"=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def page(content, head=""):
    """A document as the host renders it."""
    return (
        f'<!DOCTYPE html><html><head><base href="{HOST}/"/><meta charset="utf-8"/>{head}</head>'
        f"<body>{content}</body></html>"
    )


def layout(kind, *pieces):
    """A document of headers or footers as the host renders it."""
    return page(f'<div id="minimal_layout_report_{kind}">{"".join(pieces)}</div>')


def paragraphs(name, count):
    return "".join(f"<p>{name} line {number}</p>" for number in range(count))


def texts(data):
    return [item.extract_text() for item in PdfReader(io.BytesIO(data)).pages]


def nothing(_url):
    return None


def do_print(keeper, bodies, header="", footer="", resolve=nothing, timeout=30, paper=PAPER):
    return printer.print_pdf(keeper, bodies, header, footer, paper, resolve, timeout)


def gone(pid):
    """Wait until a process that is no child of ours has ended."""
    for _ in range(200):
        try:
            with open(f"/proc/{pid}/stat") as handle:
                if handle.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def shared():
    keeper = Keeper()
    yield keeper
    keeper.stop()


@pytest.fixture
def keeper():
    keeper = Keeper(recycle_after=2)
    yield keeper
    keeper.stop()


@pytest.fixture
def listener():
    """A server that counts who connects."""
    server = socket.create_server(("127.0.0.1", 0))
    callers = []

    def serve():
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            callers.append(address)
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1], callers
    server.close()


def test_header_and_footer_stand_on_every_page_with_its_number(shared):
    headers = [f'<div class="header">Head {name}</div>' for name in "AB"]
    number = '<span class="page"/> of <span class="topage"/>'
    footers = [f'<div class="footer">Foot {name} {number}</div>' for name in "AB"]
    data, refused = do_print(
        shared,
        [page(paragraphs("alpha", 100)), page("<h2>Beta</h2>beta line")],
        layout("headers", *headers),
        layout("footers", *footers),
    )
    pages = texts(data)
    assert len(pages) > 2
    assert not refused
    for number, text in enumerate(pages[:-1], 1):
        assert "Head A" in text and "Head B" not in text
        assert f"Foot A {number} of {len(pages) - 1}" in text
        assert "alpha line" in text
    assert "Head B" in pages[-1] and "Foot B 1 of 1" in pages[-1] and "beta line" in pages[-1]


def test_a_fixed_shape_of_a_layout_stays_in_its_own_header(shared):
    shape = '<div class="header"><b style="position: fixed; top: 0">shape{}</b>text</div>'
    headers = layout("headers", *(shape.format(name) for name in "AB"))
    pages = texts(do_print(shared, [page("one"), page("two")], headers)[0])
    assert [("shapeA" in text, "shapeB" in text) for text in pages] == [
        (True, False),
        (False, True),
    ]


def test_bodies_begin_on_pages_the_host_can_split_at(shared):
    bodies = [page(f"<h1>Doc {n}</h1>{paragraphs(f'doc{n}', 60 * n)}") for n in range(1, 4)]
    root = PdfReader(io.BytesIO(do_print(shared, bodies)[0])).root_object
    node, found = root["/Outlines"]["/First"], []
    while node:
        found.append((node["/Title"], root["/Dests"][node["/Dest"]][0]))
        node = node.get("/Next")
    pages = texts(do_print(shared, bodies)[0])
    assert [title for title, _page in found] == ["Doc 1", "Doc 2", "Doc 3"]
    for title, start in found:
        assert title in pages[start]
    assert found[0][1] == 0


def test_a_body_that_floats_is_printed_alone(shared):
    floating = '<div style="position: fixed; top: 0">everywhere</div>'
    pages = texts(do_print(shared, [page("one"), page(floating), page("three")])[0])
    assert ["everywhere" in text for text in pages] == [False, True, False]


@pytest.mark.parametrize(("count", "styles"), [(90, 1), (8, 2)])
def test_many_bodies_keep_their_order(shared, count, styles):
    bodies = [
        page(f"body {n}", f"<style>p {{ margin: {n % styles}px }}</style>") for n in range(count)
    ]
    pages = texts(do_print(shared, bodies)[0])
    assert [text.strip() for text in pages] == [f"body {n}" for n in range(count)]


def test_a_high_header_moves_the_text_down(shared):
    header = '<div class="header">%s</div>'
    tall = header % "".join(f"<div>row {n}</div>" for n in range(20))

    def top_of_text(header_piece):
        data = do_print(shared, [page("body text")], layout("headers", header_piece))[0]
        found = []

        def visit(text, matrix, text_matrix, *_font):
            if "body" in text:
                found.append(matrix[5] + text_matrix[5] * matrix[3])

        PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=visit)
        return found[0]

    assert top_of_text(tall) < top_of_text(header % "low") - 50


@pytest.mark.parametrize(("width", "height"), [(210, 297), (297, 210), (57, 32)])
def test_paper(shared, width, height):
    data = do_print(shared, [page("x")], paper=Paper(width, height))[0]
    box = PdfReader(io.BytesIO(data)).pages[0].mediabox
    assert round(float(box.width) / 72 * 25.4) == width
    assert round(float(box.height) / 72 * 25.4) == height


def test_nothing_leaves_for_the_network(shared, listener):
    port, callers = listener
    there = f"http://127.0.0.1:{port}"
    head = (
        f'<link rel="preconnect" href="{there}"/><link rel="stylesheet" href="{there}/a.css"/>'
        f'<meta http-equiv="refresh" content="0; url={there}/b"/>'
        f'<style>@import url("{there}/c.css"); @font-face {{ font-family: F; '
        f'src: url("{there}/f.woff") }} body {{ font-family: F }}</style>'
    )
    body = (
        f'still here <img src="{there}/d.png"/><iframe src="{there}/e"></iframe>'
        f'<object data="{there}/g"></object><video src="{there}/h" autoplay=""></video>'
        f'<svg><image href="{there}/i.png"/></svg><script src="{there}/j.js"></script>'
        f'<img src="file:///etc/hostname"/><div style="background: url({there}/k.png)">x</div>'
    )
    asked = []

    def resolve(url):
        asked.append(url)

    data, refused = do_print(shared, [page(body, head)], resolve=resolve)
    assert "still here" in texts(data)[0]
    assert f"{there}/d.png" in refused
    assert not callers


def test_scripts_do_not_run(shared):
    body = "<p id='x'>before</p><script>document.getElementById('x').innerText = 'after'</script>"
    body += "<img src='nowhere' onerror=\"document.getElementById('x').innerText = 'after'\"/>"
    assert texts(do_print(shared, [page(body)])[0])[0].strip() == "before"


def test_what_one_run_saw_is_not_shown_to_the_next(shared):
    body = page(f'<img src="{HOST}/picture.png" style="width: 1cm"/>')

    def sizes(resolve):
        data = do_print(shared, [body], resolve=resolve)[0]
        return [found.image.size for found in PdfReader(io.BytesIO(data)).pages[0].images]

    assert sizes(lambda _url: ("image/png", PIXEL)) == [(1, 1)]
    # The second does not get it, and shows what a browser shows for a missing picture.
    assert (1, 1) not in sizes(nothing)
    assert do_print(shared, [body])[1] == {f"{HOST}/picture.png"}


def test_several_at_once(shared):
    results = {}

    def work(number):
        results[number] = texts(do_print(shared, [page(f"thread {number}")])[0])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: pages[0].strip() for n, pages in results.items()} == {
        n: f"thread {n}" for n in range(8)
    }
    assert shared.starts == 1


def test_it_is_started_again_when_it_dies(keeper):
    do_print(keeper, [page("one")])
    process = keeper._current.process
    os.killpg(process.pid, signal.SIGKILL)
    while keeper._current.is_usable():
        time.sleep(0.05)
    assert "two" in texts(do_print(keeper, [page("two")])[0])[0]
    assert keeper.starts == 2
    assert not process.folder.exists()


def test_dying_in_the_middle_is_an_error_at_once(keeper):
    def resolve(_url):
        os.killpg(keeper._current.process.pid, signal.SIGKILL)

    begin = time.monotonic()
    with pytest.raises(ChromiumError):
        do_print(keeper, [page(f'<img src="{HOST}/x.png"/>')], resolve=resolve)
    assert time.monotonic() - begin < 20


def test_it_is_replaced_after_a_number_of_documents(keeper):
    do_print(keeper, [page("one"), page("two")])
    first = keeper._current.process
    do_print(keeper, [page("three")])
    assert keeper.starts == 2
    assert not first.is_running()
    assert not first.folder.exists()


def test_a_document_that_takes_too_long_is_given_up(keeper):
    def slow(_url):
        time.sleep(1.5)

    with pytest.raises(ChromiumTimeout, match="within 1 seconds"):
        do_print(keeper, [page(f'<img src="{HOST}/x.png"/>')], resolve=slow, timeout=1)
    assert "next" in texts(do_print(keeper, [page("next")])[0])[0]
    assert keeper.starts == 2


SERVER = """
import resource, sys, time
import odoo.addons
odoo.addons.__path__.append(sys.argv[1])
from odoo.addons.crm_print.tools.chromium import Keeper
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, resource.RLIM_INFINITY))
resource.setrlimit(resource.RLIMIT_CPU, (60, resource.RLIM_INFINITY))
keeper = Keeper()
with keeper.tab() as tab:
    tab.show("<!DOCTYPE html><html><body></body></html>", "limited")
    print(keeper._current.process.pid, keeper._current.process.folder, flush=True)
    assert tab.print_pdf({}).startswith(b"%PDF")
    print("printed", flush=True)
time.sleep(60)
"""


def test_it_outlives_the_limits_of_a_worker_but_not_its_death(keeper):
    addons = str(Path(printer.__file__).parents[2])
    command = [sys.executable, "-c", SERVER, addons]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        pid, folder = server.stdout.readline().split()
        assert server.stdout.readline() == "printed\n"
        assert FOLDER_PREFIX in folder
    finally:
        server.kill()
        server.wait()
    assert gone(int(pid))
    do_print(keeper, [page("clean")])
    assert not os.path.exists(folder)
