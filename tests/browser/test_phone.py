"""A village cadre with a phone: few taps, a network that comes and goes, nothing kept that should not be."""

import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from activities.models import Attachment
from tests.activities.entries import all_activities, clinic, people_of
from tests.browser.conftest import DESK, PHONE
from tests.factories import whole_network

START = "/activities/phone/"
CLINIC = "#id_figure_free_clinic_person_times"
SAVE, LOST = "[data-shortcut=save]", "[data-lost]"
ON_DEVICE = """async () => {
  const files = await new Promise((good) => {
    const request = indexedDB.open("device", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "id" });
    request.onsuccess = () => {
      const all = request.result.transaction("files").objectStore("files").getAll();
      all.onsuccess = () => { request.result.close(); good(all.result); };
    };
  });
  return JSON.stringify(Object.entries(localStorage)) + JSON.stringify(files);
}"""


def picture(name, size=(2400, 1800), **options):
    buffer = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(buffer, "JPEG", **options)
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def take_pictures(page, *names):
    count = page.locator("[data-photo-tray] li").count()
    page.set_input_files('[data-photo-input][capture="environment"]', [picture(name) for name in names])
    expect(page.locator("[data-photo-tray] li")).to_have_count(count + len(names))
    expect(page.locator("[data-photo-note]")).to_contain_text("保存后逐个传")


def stored_files():
    with whole_network():
        return list(Attachment.objects.all())


def on_device(page):
    return page.evaluate(ON_DEVICE)


def assert_soon_on_device(page, words):
    """What is typed is kept after a moment; the policy of the pages allows no waiting by script."""
    for _ in range(50):
        if words in on_device(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(words)


class Taps:
    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, where):
        self.count += 1
        (self.page.locator(where) if isinstance(where, str) else where).click()


@pytest.fixture
def phone(page_for, village_editor):
    return page_for(village_editor, size=PHONE)


def test_a_clinic_with_two_pictures_takes_twelve_taps_though_the_network_drops(phone, tree):
    tap = Taps(phone)
    phone.goto(START)
    expect(phone.locator(".topbar__place")).to_contain_text("茶溪村")
    tap(phone.get_by_role("link", name="义诊", exact=True))
    expect(phone.locator("[data-echo]")).to_contain_text(f"{timezone.localdate().day}日")
    tap(CLINIC)
    phone.keyboard.type("76")
    tap.count += 4  # the camera and its shutter, twice
    take_pictures(phone, "IMG_1.jpg", "IMG_2.jpg")
    phone.context.set_offline(True)
    tap(SAVE)
    expect(phone.locator(LOST)).to_have_text("没有网络，已存在本机，恢复后点这里提交")
    assert all_activities() == []
    phone.context.set_offline(False)
    expect(phone.locator(LOST)).to_have_text("网络恢复了，点这里提交")
    tap(LOST)
    expect(phone.locator("[data-seen]")).to_contain_text("已登记，镇、县已可看到")
    expect(phone.locator("[data-outbox]")).to_contain_text("2 个文件已传完")
    tap(phone.get_by_role("link", name="完成"))
    phone.wait_for_url("**/")
    assert tap.count <= 12
    assert len(all_activities()) == 1
    assert people_of(tree.city, year=timezone.localdate().year) == 76
    files = stored_files()
    assert [file.kind for file in files] == ["photo", "photo"]
    assert all(max(Image.open(file.file).size) == 1600 for file in files)
    assert "entry:" not in on_device(phone)
    assert "照片" not in on_device(phone)


def test_what_was_typed_and_taken_survives_a_closed_page(phone, page_for, tree):
    phone.goto(f"/activities/new/?kind=free_clinic&day={timezone.localdate()}")
    phone.fill(CLINIC, "76")
    phone.locator("#entry-more summary").click()
    phone.fill("#id_title", "健康进村")
    take_pictures(phone, "IMG_1.jpg")
    phone.context.set_offline(True)
    phone.locator(SAVE).click()
    expect(phone.locator(LOST)).to_be_visible()
    record = phone.locator('[name="record"]').input_value()
    context = phone.context
    phone.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(START)
    offer = again.locator("[data-kept-offers]")
    expect(offer).to_contain_text("继续上次没交的")
    offer.get_by_role("button", name="继续").click()
    expect(again.locator(CLINIC)).to_have_value("76")
    expect(again.locator("#id_title")).to_have_value("健康进村")
    expect(again.locator("[data-photo-tray] li")).to_have_count(1)
    again.locator(SAVE).click()
    expect(again.locator("[data-outbox]")).to_contain_text("1 个文件已传完")
    assert [str(row.pk) for row in all_activities()] == [record]
    again.goto(START)
    expect(again.locator("[data-kept-offers]")).to_be_hidden()


def test_an_answer_that_got_lost_makes_no_second_record(phone, tree):
    phone.goto(f"/activities/new/?kind=free_clinic&day={timezone.localdate()}")
    phone.fill(CLINIC, "76")
    take_pictures(phone, "IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg")
    sent = {"save": 0, "files": 0}

    def saves(route):
        if route.request.method != "POST":
            return route.continue_()
        sent["save"] += 1
        return lose(route) if sent["save"] == 1 else route.continue_()

    def files(route):
        sent["files"] += 1
        return lose(route) if sent["files"] == 3 else route.continue_()

    def lose(route):
        route.fetch()  # it arrives, the answer does not
        route.abort("internetdisconnected")

    phone.route("**/activities/new/**", saves)
    phone.route("**/files/send/", files)
    phone.locator(SAVE).click()
    expect(phone.locator(LOST)).to_be_visible()
    phone.locator(LOST).click()
    expect(phone.locator("[data-outbox]")).to_contain_text("2/3 已传")
    phone.locator("[data-outbox-again]").click()
    expect(phone.locator("[data-outbox]")).to_contain_text("3 个文件已传完")
    assert (len(all_activities()), len(stored_files())) == (1, 3)


def test_nothing_about_special_families_is_kept_on_the_phone(phone, tree):
    phone.goto(f"/activities/new/?kind=free_clinic&day={timezone.localdate()}")
    phone.locator("#entry-more summary").click()
    take_pictures(phone, "张某某家.jpg")
    for box in ("#id_title", "#id_place", "#id_partners", "#id_summary"):
        phone.fill(box, "张某某家")
    assert_soon_on_device(phone, "张某某家")
    assert "照片1.jpg" in on_device(phone)
    assert "张某某家.jpg" not in on_device(phone)
    # It turns out to be a condolence: what was kept goes, what is added is not kept.
    phone.fill("#id_kind_pick", "慰问")
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-about-families]")).to_have_count(1)
    phone.fill("#id_figure_condolence_persons", "37")
    take_pictures(phone, "IMG_2.jpg")
    phone.context.set_offline(True)
    phone.locator(SAVE).click()
    expect(phone.locator(LOST)).to_have_text("没有网络，内容还在本页，恢复后点这里提交")
    held = on_device(phone).replace("\\", "")
    assert '"condolence"' in held
    # The number as a whole text: its digits may well be part of a record's address.
    for word in ("张某某", "照片", '"37"', "figure_"):
        assert word not in held, word
    phone.context.set_offline(False)
    phone.locator(LOST).click()
    expect(phone.locator("[data-outbox]")).to_contain_text("2 个文件已传完")
    assert all_activities()[0].summary == "张某某家"


def test_a_question_of_the_server_comes_back_with_everything(phone, village_editor, tree):
    clinic(village_editor, tree.village, 742, day=timezone.localdate())
    phone.goto(f"/activities/new/?kind=free_clinic&day={timezone.localdate()}")
    phone.fill(CLINIC, "76")
    take_pictures(phone, "IMG_1.jpg")
    phone.locator(SAVE).click()
    expect(phone.locator("#entry-twins")).to_contain_text("同日已登记义诊 742 人次")
    expect(phone.locator(CLINIC)).to_have_value("76")
    expect(phone.locator("[data-photo-tray] li")).to_have_count(1)
    expect(phone.locator("#id_kind_pick")).to_have_value("义诊")
    phone.locator("#entry-twins input").check()
    phone.locator(SAVE).click()
    expect(phone.locator("[data-outbox]")).to_contain_text("1 个文件已传完")
    expect(phone.locator("[data-check]")).to_be_visible()
    assert len(all_activities()) == 2


def test_logging_out_leaves_nothing_on_the_phone(phone, tree):
    phone.goto(f"/activities/new/?kind=free_clinic&day={timezone.localdate()}")
    phone.fill(CLINIC, "76")
    take_pictures(phone, "IMG_1.jpg")
    assert_soon_on_device(phone, "entry:")
    asked = []
    phone.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    phone.locator(".topbar__account summary").click()
    phone.get_by_role("button", name="退出").click()
    phone.wait_for_url("**/login/**")
    assert "1 条没交的登记、1 个没传的文件" in asked[0]
    assert "entry:" not in on_device(phone)
    assert "照片" not in on_device(phone)


def test_the_day_is_chosen_with_buttons(phone, tree):
    phone.goto("/activities/new/?kind=free_clinic")
    expect(phone.locator("#id_days")).to_be_hidden()
    phone.get_by_role("button", name="昨天").click()
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    expect(phone.locator("[data-echo]")).to_contain_text(f"{yesterday.month}月{yesterday.day}日")
    phone.locator("[data-date-pick]").fill("2022-05-29")
    expect(phone.locator("[data-echo]")).to_contain_text("2022年5月29日 周日")
    phone.get_by_role("button", name="多天").click()
    phone.fill("#id_days", "2022-5-28-30")
    expect(phone.locator("[data-echo]")).to_contain_text("共 3 天")


def test_boxes_and_buttons_are_large_and_nothing_is_too_wide(phone, tree):
    for address in (START, f"/activities/new/?kind=free_clinic&day={timezone.localdate()}"):
        phone.goto(address)
        phone.wait_for_load_state("networkidle")
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        small = phone.evaluate(
            """() => Array.from(document.querySelectorAll("main .button, main input:not([type=hidden])"))
              .filter((one) => one.getClientRects().length && !one.closest("details:not([open]), .rail"))
              .filter((one) => !one.matches(".button--pick input, [type=checkbox]"))
              .filter((one) => one.getBoundingClientRect().height < 44)
              .map((one) => one.outerHTML)"""
        )
        assert small == []
    assert phone.locator(CLINIC).get_attribute("inputmode") == "numeric"


def test_a_desk_saves_as_before(page_for, village_editor, tree):
    page = page_for(village_editor, size=DESK)
    page.goto(f"/activities/new/?kind=free_clinic&day={timezone.localdate()}")
    expect(page.locator("[data-photos]")).to_be_hidden()
    page.fill(CLINIC, "76")
    page.locator(SAVE).click()
    expect(page.locator("#notices")).to_contain_text("已登记 茶溪村")
    assert "entry:" not in on_device(page)
