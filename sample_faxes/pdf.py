"""Writes PDFs that hold a picture for each page: fax code as a gateway sends it, or a JPEG of a scan."""

import numpy as np

from sample_faxes.tiff import Page, coded


def wrapped(pictures: list[tuple[bytes, str, int, int, float, float]], producer: str) -> bytes:
    """One page for each (data, dictionary entries, columns, rows, width in points, height in points)."""
    bodies: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", f"<< /Producer ({producer}) >>".encode()]
    kids = []
    for data, entries, columns, rows, wide, high in pictures:
        first = len(bodies) + 1
        kids.append(f"{first} 0 R")
        content = f"q {wide:.2f} 0 0 {high:.2f} 0 0 cm /Im0 Do Q".encode()
        bodies += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.2f} {high:.2f}] "
            f"/Contents {first + 1} 0 R "
            f"/Resources << /XObject << /Im0 {first + 2} 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            f"<< /Type /XObject /Subtype /Image /Width {columns} /Height {rows} {entries} ".encode()
            + b"/Length %d >>" % len(data)
            + b"\nstream\n"
            + data
            + b"\nendstream",
        ]
    bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode() + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    out += f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def fax_pdf(pages: list[Page], double_rows: bool = False, producer: str = "FaxGate 4.2") -> bytes:
    """Fax code in a PDF. Some gateways double the rows of a standard fax to make its pixels square."""
    pictures = []
    for page in pages:
        black = np.repeat(page.black, 2, axis=0) if double_rows else page.black
        lines = page.lines * (2 if double_rows else 1)
        rows, columns = black.shape
        entries = (
            "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode "
            f"/DecodeParms << /K -1 /Columns {columns} /Rows {rows} /BlackIs1 false >>"
        )
        pictures.append((coded(black, "g4"), entries, columns, rows, columns * 72 / 204, rows * 72 / lines))
    return wrapped(pictures, producer)


def jpeg_pdf(jpegs: list[tuple[bytes, int, int, int]], dots: float, producer: str = "ScanTool") -> bytes:
    """JPEGs in a PDF: (data, columns, rows, colours) each, `dots` an inch."""
    return wrapped(
        [
            (
                data,
                f"/BitsPerComponent 8 /ColorSpace /{'DeviceRGB' if colours == 3 else 'DeviceGray'} /Filter /DCTDecode",
                columns,
                rows,
                columns * 72 / dots,
                rows * 72 / dots,
            )
            for data, columns, rows, colours in jpegs
        ],
        producer,
    )
