"""The sheet of a page: what stands on it, what the browser hears of a change, and what it says back."""

import panel_material_ui as pmui
import pytest
from bokeh.document import Document
from panel.io.document import unlocked
from panel.io.state import set_curdoc
from playwright.sync_api import expect

from dashboards import parts
from dashboards.buttons import Buttons
from dashboards.figure_place import FigurePlace
from dashboards.nodes import Box, Form, Words, walk

LOOK = 60_000


@pytest.fixture
def control() -> pmui.Button:
    return pmui.Button(label="Press")


@pytest.fixture
def shown(control):
    """A sheet in a document, with the messages that its browser got since."""
    root = parts.column(parts.words("<p>first</p>"), parts.card(control, title="A card"))
    sheet, doc = parts.sheet(root), Document()
    with set_curdoc(doc):
        sheet.server_doc(doc)
    sent = []
    sheet._send_msg = sent.append
    return root, sheet, sent


def changes(sent: list[dict]) -> list[tuple[int, set[str]]]:
    return [(node, set(what)) for message in sent for node, what in message["changes"]]


# ---------------------------------------------------------------- on the server
def test_a_box_is_used_as_a_list(control):
    first, second = parts.words("1"), parts.words("2")
    box = parts.column(first, control)
    box.insert(1, second)
    assert box.objects == [first, second, control] and len(box) == 3 and box[1] is second and list(box) == box.objects
    box[:] = [control, first]
    assert box[0] is control and [each["id"] for each in box.spec["of"]] == [box.nodes[0].spec["id"], first.spec["id"]]
    assert box.select(Words) == [first] and box.select(pmui.Button) == [control]


def test_what_gives_a_layout_stands_in_a_box_as_that():
    class Thing:
        def __panel__(self):
            return parts.card(title="Made")

    (made,) = parts.column(Thing())
    assert isinstance(made, Box) and "Made" in made[0].object


def test_a_change_is_told_once_and_only_where_something_differs(shown):
    root, sheet, sent = shown
    words = root[0]
    parts.say(words, "<p>first</p>")
    words.visible = True
    assert not sent
    parts.say(words, "<p>other</p>")
    words.visible = False
    assert changes(sent) == [(words.spec["id"], {"html"}), (words.spec["id"], {"hidden"})]
    assert [message["number"] for message in sent] == [1, 2] == list(range(1, sheet.tree["n"] + 1))
    assert sheet.tree["root"]["of"][0]["html"] == words.object  # whoever comes now gets it as it is


def test_changes_together_are_one_message_and_one_walk_over_the_components(shown, control):
    root, sheet, sent = shown
    walks = []
    sheet.param.watch(walks.append, "live")
    with sheet.together():
        root.append(parts.words("more"))
        root[1].append(pmui.Button(label="Another"))
        root[1].append(pmui.Button(label="A third"))
        assert not sent
    assert len(sent) == 1 and len(walks) == 1 and len(sheet.live) == 3
    assert sheet.keys == [node.spec["id"] for node in walk(root) if getattr(node, "thing", None) in sheet.live]


def test_a_component_that_leaves_is_forgotten_and_one_that_moves_is_kept(shown, control):
    root, sheet, _ = shown
    (ref,) = control._models
    other = pmui.Button(label="Other")
    root[1][1:] = [other]
    assert sheet.live == [other] and not control._models
    before = other._models[ref][0]
    root[1][1:] = []
    root.append(other)
    assert sheet.live == [other] and before is not None


def test_what_stands_nowhere_changes_without_a_word(control):
    words = parts.words("alone")
    parts.say(words, "still")
    assert words.object == '<div class="impc">still</div>' and words.sheet is None


def test_a_browser_that_missed_a_change_gets_the_whole(shown):
    root, sheet, _ = shown
    parts.say(root[0], "later")
    model = sheet._models[next(iter(sheet._models))][0]
    before = model.data.tree
    with unlocked():
        sheet._handle_msg({"seen": sheet.tree["n"]})
        assert model.data.tree is before  # it has all
        sheet._handle_msg({"seen": 0})
    assert model.data.tree is not before and model.data.tree["root"]["of"][0]["html"] == root[0].object


@pytest.mark.parametrize("message", [None, "x", {}, {"node": 0}, {"node": "x", "name": "a"}, {"node": None, "value": "v"}])
def test_messages_nobody_sends_are_overlooked(shown, message):
    heard = []
    shown[0].append(Form(lambda *said: heard.append(said)))
    shown[1]._handle_msg(message)
    assert not heard


def test_a_control_in_markup_is_heard_by_its_form_alone(shown):
    root, sheet, _ = shown
    heard = {"a": [], "b": []}
    forms = [Form(lambda name, value, k=k: heard[k].append((name, value))) for k in heard]
    root.extend(forms)
    sheet._handle_msg({"node": forms[1].spec["id"], "name": "sort", "value": "p"})
    sheet._handle_msg({"node": root[0].spec["id"], "name": "sort", "value": "p"})  # words are no form
    assert heard == {"a": [], "b": [("sort", "p")]}


def test_buttons_say_what_they_do_and_come_and_go():
    pressed = []
    buttons = Buttons("Copy link", "PNG")
    buttons.call("<b>Call</b>", lambda: pressed.append("called"))
    assert "<b>" not in buttons.object.removeprefix('<div class="impc">') and buttons.object.count("<button") == 3
    buttons.told("<b>Call</b>", "")
    buttons.told("no such button", "")
    assert pressed == ["called"]
    buttons.offer("PNG", there=False)
    buttons.say("Copy link", "Copied")
    assert "PNG" not in buttons.object and ">Copied</button>" in buttons.object and 'data-do="copy-link"' in buttons.object
    buttons.offer("PNG", there=True)
    assert "PNG" in buttons.object


def test_a_file_that_cannot_be_made_is_a_sentence(shown):
    root, _, sent = shown
    buttons = Buttons()
    buttons.file("CSV", lambda: ("a.csv", {}["p_value"]))
    root.append(buttons)
    sent.clear()
    buttons.told("CSV", "")
    (message,) = sent
    assert "CSV cannot be made" in message["warning"] and "p_value" not in message["warning"]


def test_a_figure_stands_on_a_page_as_one_component():
    from bokeh.plotting import figure

    drawn, doc = figure(), Document()
    place = FigurePlace(drawn)
    with set_curdoc(doc):
        sheet = parts.sheet(parts.column(place))
        sheet.server_doc(doc)
    assert drawn in list(doc.models) and place._models
    sheet.root[:] = []
    assert drawn not in list(doc.models) and not place._models


# ---------------------------------------------------------------- in the browser
SHEET = """() => { const under = v => v.model.class_name === "Sheet" ? v
  : (v.child_views ?? []).map(under).find(Boolean); return Bokeh.index.roots.map(under).find(Boolean) }"""


def test_the_browser_asks_for_what_it_missed(serve_dashboard, open_page):
    """As after a message that was lost: the page is brought up to date at the next one, with its charts and controls."""
    page = open_page(f"{serve_dashboard()}/?page=charts&gene=Myo6&parameter=IMPC_DXA_006_001")
    expect(page.get_by_role("table", name="Datasets of this gene and parameter")).to_be_visible(timeout=LOOK)
    page.evaluate(f"() => {{ const v = ({SHEET})(); window.held = v._event_handlers; v._event_handlers = [] }}")
    page.get_by_role("radio", name="body weight").check()
    page.wait_for_function("() => location.search.includes('against=weight')", timeout=LOOK)
    page.wait_for_timeout(1500)
    expect(page.get_by_text("How heavy they are")).to_have_count(0)
    page.evaluate(f"() => {{ ({SHEET})()._event_handlers = window.held }}")
    page.get_by_role("button", name="Cite this view").click()
    expect(page.get_by_text("How heavy they are")).to_be_visible(timeout=LOOK)
    expect(page.get_by_role("button", name="Close citation")).to_be_visible(timeout=LOOK)
    expect(page.locator(".bk-Figure:visible")).to_have_count(4, timeout=LOOK)
    expect(page.get_by_role("combobox", name="Parameter")).to_be_visible()


def test_a_control_gets_what_changed_while_it_was_built(serve_dashboard, open_page):
    """React forgets a change between its first look at a component and its second: the datasets' buttons then stayed away."""
    page = open_page(f"{serve_dashboard()}/?page=learn")
    expect(page.get_by_role("button", name="Start the quiz")).to_be_visible(timeout=LOOK)
    page.get_by_role("tab", name="Charts", exact=True).click()
    expect(page.get_by_role("radiogroup").get_by_role("radio")).to_have_count(1, timeout=LOOK)
    page.evaluate(f"""() => {{ const v = ({SHEET})().child_views.find(v => v.model.class_name === "RadioBoxGroup").model.data
      v.attributes.options = ["one", "two"]; v.properties.options._value = ["one", "two"] }}""")  # changed unheard, as in that moment
    page.evaluate(f"""() => {{ const v = ({SHEET})(); for (const call of v._child_callbacks.get("live"))
      call(v.child_views.filter(v => v.model.class_name === "RadioBoxGroup")) }}""")
    expect(page.get_by_role("radiogroup").get_by_role("radio")).to_have_count(2, timeout=LOOK)


def test_focus_stays_where_a_form_is_written_anew_without_the_button_that_had_it(serve_dashboard, open_page):
    page = open_page(f"{serve_dashboard()}/?page=late-adult&procedure=Grip+Strength")
    back = page.get_by_role("button", name="← All procedures")
    back.focus(timeout=LOOK)
    page.keyboard.press("Enter")
    expect(back).to_have_count(0, timeout=LOOK)
    expect(page.get_by_label("Columns")).to_be_focused(timeout=LOOK)  # the control of the same


def test_charts_are_laid_out_when_one_comes_or_is_shown_again_and_not_at_every_word(serve_dashboard, open_page):
    page = open_page(f"{serve_dashboard()}/?page=charts&gene=Myo6&parameter=IMPC_DXA_006_001")
    expect(page.get_by_role("table", name="Datasets of this gene and parameter")).to_be_visible(timeout=LOOK)
    page.evaluate(f"""() => {{ const v = ({SHEET})(), lay = v.invalidate_layout; window.laid = 0
      v.invalidate_layout = function() {{ window.laid++; return lay.call(this) }} }}""")
    page.get_by_role("button", name="Cite this view").click()
    expect(page.get_by_role("button", name="Close citation")).to_be_visible(timeout=LOOK)
    assert page.evaluate("window.laid") == 0
    page.get_by_role("tab", name="Learn").click()
    expect(page.get_by_role("button", name="Start the quiz")).to_be_visible(timeout=LOOK)
    page.get_by_role("tab", name="Charts", exact=True).click()
    expect(page.locator(".bk-Figure:visible")).to_have_count(4, timeout=LOOK)
    assert page.evaluate("window.laid") > 0
