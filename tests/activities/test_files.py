"""Files of an activity: what is taken, what is refused, who may have them."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.models import Attachment
from tests.activities.entries import NEW, all_activities, clinic, form, text_of
from tests.factories import whole_network

GPS = 0x8825


def photo(name="义诊.jpg", size=(60, 40), kind="JPEG", **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def photo_with_position():
    exif = Image.Exif()
    exif.get_ifd(GPS).update({1: "N", 2: (27.0, 12.0, 1.0), 3: "E", 4: (109.0, 50.0, 2.0)})
    exif[0x010F], exif[0x0112] = "Phone", 6
    return photo(exif=exif, comment=b"secret place")


def office(folder, name, **parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<w/>")
    return SimpleUploadedFile(name, buffer.getvalue())


PDF = SimpleUploadedFile("通知.pdf", b"%PDF-1.4\nx\n%%EOF\n")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


def page_of(answer):
    """The page without the mark against forgery, which is another each time."""
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value)="\w+"', "", text_of(answer))


def files():
    with whole_network():
        return list(Attachment.objects.all())


def upload(client, activity, upload_file, kind="other"):
    return client.post(f"/activities/{activity.pk}/files/", {f"files_{kind}": upload_file}, follow=True)


def test_a_photo_loses_its_position_and_everything_but_its_pixels(county_editor, client_for, tree):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    upload(client, activity, photo_with_position(), "photo")
    file = files()[0]
    content = b"".join(client.get(f"/activities/files/{file.pk}/").streaming_content)
    with Image.open(io.BytesIO(content)) as image:
        assert dict(image.getexif()) == {}
        assert image.size == (40, 60)  # turned upright
        assert "comment" not in image.info
    assert b"Phone" not in content
    assert b"secret place" not in content


def test_a_large_photo_is_made_smaller_and_has_a_small_picture(county_editor, client_for, tree):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    upload(client, activity, photo(size=(4000, 1000)), "photo")
    file = files()[0]
    with Image.open(file.file) as image:
        assert image.size == (2000, 500)
    answer = client.get(f"/activities/files/{file.pk}/thumbnail/")
    with Image.open(io.BytesIO(answer.content)) as image:
        assert max(image.size) <= 320
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "given",
    [
        PDF,
        office("word", "方案.docx"),
        office("xl", "名册.xlsx"),
        office("ppt", "讲稿.pptx"),
        office("word", "通知.wps"),
        SimpleUploadedFile("通知.doc", OLE),
        SimpleUploadedFile("表.et", OLE),
        SimpleUploadedFile("说明.txt", "签到 12 人".encode("gb18030")),
        photo("图.png", kind="PNG"),
        photo("图.webp", kind="WEBP"),
        photo("合影.jpg", kind="MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))]),
    ],
    ids=lambda given: given.name,
)
def test_files_of_the_office_are_taken(county_editor, client_for, tree, given):
    given.seek(0)
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    assert "已添加 1 个附件" in text_of(upload(client, activity, given))
    assert len(files()) == 1


def whole_photo():
    return photo(size=(900, 900), quality=95).read()


BAD = {
    "an empty one": (SimpleUploadedFile("空.pdf", b""), "空文件"),
    "a page in a photo": (SimpleUploadedFile("x.png", b"<html><script>1</script>"), "不是能打开的照片"),
    "half a photo": (SimpleUploadedFile("x.jpg", whole_photo()[:2000]), "不是能打开的照片"),
    "half a pdf": (SimpleUploadedFile("x.pdf", b"%PDF-1.4\nhalf"), "不符"),
    "a program": (SimpleUploadedFile("x.exe", b"MZ"), "不能上传"),
    "a drawing with scripts": (SimpleUploadedFile("x.svg", b"<svg onload='1'/>"), "不能上传"),
    "a page": (SimpleUploadedFile("x.html", b"<html>"), "不能上传"),
    "a macro sheet": (SimpleUploadedFile("x.xlsm", b"PK"), "不能上传"),
    "a zip as a document": (SimpleUploadedFile("x.docx", b"PK\x03\x04garbage"), "不符"),
    "a sheet as a document": (office("xl", "x.docx"), "不符"),
    "a binary as a text": (SimpleUploadedFile("x.txt", b"a\0b"), "不符"),
    "a program as a doc": (SimpleUploadedFile("x.doc", b"MZ" + b"\0" * 3000), "不符"),
    "an iphone photo": (SimpleUploadedFile("x.heic", b"ftypheic"), "HEIC"),
    "without an ending": (SimpleUploadedFile("x", b"abc"), "不能上传"),
    "one beyond 10 MB": (SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * (11 * 2**20)), "超过 10 MB"),
}


@pytest.mark.parametrize("what", BAD)
def test_other_files_are_refused_with_a_reason(county_editor, client_for, tree, what):
    given, reason = BAD[what]
    given.seek(0)
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    page = text_of(upload(client, activity, given))
    # an empty file has no content at all: the browser's form says there is none
    assert reason in page or (not given.size and "没有选文件" in page)
    assert files() == []


def test_a_picture_of_900_million_pixels_is_refused_before_it_is_unpacked(county_editor, client_for, tree):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    buffer = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(buffer, "PNG")
    page = text_of(upload(client, activity, SimpleUploadedFile("x.png", buffer.getvalue()), "photo"))
    assert "像素过多" in page
    assert files() == []


def test_a_bad_file_loses_nothing_that_was_typed(county_editor, client_for, tree):
    sent = form(tree.village, title="健康行", free_clinic_person_times="760")
    sent |= {"files_photo": SimpleUploadedFile("x.png", b"<html>"), "files_other": PDF}
    PDF.seek(0)
    answer = client_for(county_editor).post(NEW, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    for words in ("不是能打开的照片", 'value="健康行"', 'value="760"', "附件请重新选"):
        assert words in page
    assert all_activities() == []
    assert files() == []


def test_a_file_that_grows_too_large_is_dropped_and_the_form_comes_back(county_editor, client_for, tree):
    sent = form(tree.village, free_clinic_person_times="760")
    sent["files_photo"] = SimpleUploadedFile("大.jpg", b"\xff\xd8" + b"0" * (11 * 2**20))
    answer = client_for(county_editor).post(NEW, {**sent, "title": "健康行"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "“大.jpg”超过 10 MB" in page
    assert 'value="健康行"' in page


def test_files_come_with_the_record_and_only_once(county_editor, client_for, tree):
    client, sent = client_for(county_editor), form(tree.village, free_clinic_person_times="760")
    for _ in range(2):
        assert client.post(NEW, {**sent, "files_photo": photo(), "files_sign_in": photo()}).status_code == 302
    assert sorted(file.kind for file in files()) == ["photo", "sign_in"]


def test_at_most_twenty_files_a_record(county_editor, client_for, tree):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    client.post(f"/activities/{activity.pk}/files/", {"files_photo": [photo() for _ in range(19)]})
    page = text_of(upload(client, activity, [photo(), photo()], "photo"))
    assert "最多 20 个附件" in page
    assert len(files()) == 19


def test_downloads_never_render_and_keep_their_name(county_editor, client_for, tree):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    evil = SimpleUploadedFile("../../..\\通知\u202egpj.txt", b"<html>")
    upload(client, activity, evil)
    file = files()[0]
    answer = client.get(f"/activities/files/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert ".." not in file.name
    assert "\u202e" not in file.name
    assert str(file.pk) in file.file.name
    assert "通知" not in file.file.name


def test_a_file_is_seen_where_its_record_is_seen(
    county_editor, city_viewer, village_editor, neighbour_editor, client_for, tree
):
    activity = clinic(county_editor, tree.village)
    upload(client_for(county_editor), activity, photo(), "photo")
    file = files()[0]
    for account in (county_editor, city_viewer, village_editor):
        assert client_for(account).get(f"/activities/files/{file.pk}/").status_code == 200
    stranger = client_for(neighbour_editor)
    missing = page_of(stranger.get("/activities/files/00000000-0000-4000-8000-000000000000/"))
    for url in (f"/activities/files/{file.pk}/", f"/activities/files/{file.pk}/thumbnail/"):
        answer = stranger.get(url)
        assert (answer.status_code, page_of(answer)) == (404, missing)
    assert stranger.post(f"/activities/files/{file.pk}/delete/").status_code == 404
    assert len(files()) == 1


def test_a_deleted_file_is_gone_from_the_disk(
    county_editor, client_for, tree, django_capture_on_commit_callbacks
):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    upload(client, activity, photo(), "photo")
    file = files()[0]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/activities/files/{file.pk}/delete/")
    assert files() == []
    assert not file.file.storage.exists(file.file.name)
    page = text_of(client.get(f"/activities/{activity.pk}/"))
    assert "附件 照片 1 个 → 删除" in page
