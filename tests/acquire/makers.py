"""Make PDF, Word, WARC and archive bytes for the tests of the readers."""

import gzip
import io
import uuid
import zipfile
import zlib

Placed = tuple[float, float, str]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def make_pdf(pages: list[list[Placed]], *, size: int = 12, with_table: bool = True) -> bytes:
    """Make a PDF of placed lines (x, y, text) whose font has a character table, or none."""
    chars = sorted({c for page in pages for _, _, text in page for c in text})
    glyph = {c: i + 1 for i, c in enumerate(chars)}
    pairs = [f"<{glyph[c]:04X}> <{c.encode('utf-16-be').hex()}>" for c in chars] if with_table else []
    blocks = "".join(
        f"{len(pairs[i : i + 100])} beginbfchar\n" + "\n".join(pairs[i : i + 100]) + "\nendbfchar\n"
        for i in range(0, len(pairs), 100)
    )
    table = f"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n{blocks}endcmap".encode()
    widths = " ".join(f"{glyph[c]} [500]" for c in chars if ord(c) < 128)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Length %d >>\nstream\n" % len(table) + table + b"\nendstream",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 1000 /W [" + widths.encode() + b"] /CIDToGIDMap /Identity >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 3 0 R >>",
    ]
    kids = []
    for page in pages:
        shown = " ".join(f"1 0 0 1 {x} {y} Tm <{''.join(f'{glyph[c]:04X}' for c in t)}> Tj" for x, y, t in page)
        stream = zlib.compress(f"BT /F1 {size} Tf {shown} ET".encode())
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> "
            b"/Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _assemble(objects)


def _assemble(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def lay_out(paragraphs: list[str], *, width: int = 36, header: str = "", numbered: bool = False) -> list[list[Placed]]:
    """Lay paragraphs out on pages: first lines indented by two characters, `width` characters a line, 12 points each."""
    pages: list[list[Placed]] = []
    y = 0
    for paragraph in paragraphs:
        rest, indent = paragraph, 2
        while rest:
            if y < 80:
                pages.append([])
                if header:
                    pages[-1].append((200, 800, header))
                y = 770
            pages[-1].append((72 + indent * 12, y, rest[: width - indent]))
            rest, indent, y = rest[width - indent :], 0, y - 18
    for number, page in enumerate(pages, start=1):
        if numbered:
            page.append((290, 40, f"— {number} —"))
    return pages


def make_docx(body: str, *, styles: str = "", numbering: str = "", title: str = "") -> bytes:
    """Make a Word file from the XML of its body."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    if styles:
        parts["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>"
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    if title:
        parts["docProps/core.xml"] = f'<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></p>'
    return make_zip(parts)


def paragraph(text: str, *, properties: str = "", run: str = "") -> str:
    """Make the XML of one Word paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def make_zip(members: dict[str, str | bytes]) -> bytes:
    """Make a zip of named members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def make_warc(pages: dict[str, bytes], *, charset: str = "", gzipped: bool = True) -> bytes:
    """Make a WARC of HTML responses by URL, each record its own gzip member where wanted."""
    out = b""
    for url, data in pages.items():
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html{charset}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        record = (
            (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>\r\n"
                f"WARC-Date: 2024-05-06T07:08:09Z\r\nWARC-Target-URI: {url}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(head) + len(data)}\r\n\r\n"
            ).encode()
            + head
            + data
            + b"\r\n\r\n"
        )
        out += gzip.compress(record) if gzipped else record
    return out
