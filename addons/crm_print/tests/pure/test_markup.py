from odoo.addons.crm_print.tools import markup
from odoo.addons.crm_print.tools.markup import Document
from odoo.addons.crm_print.tools.paper import Paper


def document(content, head="", attributes=""):
    return Document.parse(f"<html><head>{head}</head><body{attributes}>{content}</body></html>")


def sizes(documents, most=10):
    return [len(group) for group in markup.groups(documents, most)]


def test_documents_of_the_same_looks_are_joined():
    assert sizes([document("a"), document("b"), document("c")], most=2) == [2, 1]
    assert sizes([document("a"), document("b", head="<style>p {}</style>")]) == [1, 1]
    assert sizes([document("a"), document("b", attributes=' dir="rtl"')]) == [1, 1]
    assert sizes([document("<style>p {}</style>a"), document("b")]) == [1, 1]
    assert sizes([document("a"), document('<p class="position-fixed">b</p>')]) == [1, 1]


def test_scripts_are_taken_out():
    source = document(
        "a<script>let b</script>", "<script>let c</script>", ' class="d" onload="subst()"'
    )
    assert (source.content, source.attributes) == ("a", 'class="d"')
    assert "script" not in source.head


def test_a_fragment_is_a_document():
    assert Document.parse("<p>alone</p>").content == "<p>alone</p>"


def test_numbers_go_where_the_host_leaves_room_for_them():
    piece = '<div class="footer">Page <span class="page"/> / <span class="x topage">?</span></div>'
    assert markup.numbered(piece, 2, 7) == (
        '<div class="footer">Page <span class="page">2</span> / '
        '<span class="x topage">7</span></div>'
    )
    assert markup.numbered("<div>no numbers</div>", 2, 7) == "<div>no numbers</div>"


def test_headers_keep_the_order_of_their_bodies():
    source = document('<div id="h"><div>one</div><div>two</div></div>')
    assert markup.pieces(source, "h") == ["<div>one</div>", "<div>two</div>"]
    assert markup.pieces(document(""), "h") == []


def test_margins_grow_for_what_stands_in_them_up_to_a_third():
    paper = Paper(210, 297, margin_top=40, margin_bottom=20, header_top=5)
    assert paper.with_room_for(10, 10) == paper
    assert paper.with_room_for(50, 30).margin_top == 55
    assert paper.with_room_for(50, 30).margin_bottom == 30
    assert paper.with_room_for(900, 900).margin_top == 99
