"""Put tables and pictures into the drafts of article and page, and print the article as PDF.

An edit of how a figure or a table looks comes no further than this: texts, which read the numbers behind
exhibits and nothing else of them, are not written again.
"""

from lib.runs.jobs import job

import base64
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from lib.core.archives import packed, unpacked
from lib.core.files import write_bytes
from lib.core.problems import ProblemsError
from lib.exhibits.binding import DRAFTS, WORD_TEXT, fill_places, table_in_article, word_pictures
from lib.exhibits.carried_font import FACES, face_file, split_font_rules
from publish.page.packing import packed_text

LATEX_PICTURE = re.compile(r"\]\{(\w+\.pdf)\}")
PIXELS_PER_POINT = 4 / 3


def bind_article(draft: Mapping[str, bytes], figures: Path, tables: Path) -> dict[str, bytes]:
    """Return the article by extension: pdf, docx, html, tex, and zip, the LaTeX with its pictures.

    Parameters
    ----------
    draft : its members as `publish.write_article` made them
    figures, tables : folders of the same language

    Raises
    ------
    ProblemsError
        When Typst has something to say.
    """

    def whole(name: str, target: str) -> str:
        def table(place: str) -> str:
            kind, _, table = place.partition("/")
            return table_in_article(tables / f"{table}.{DRAFTS[target]}", target, turned=kind == "turned")

        return fill_places(draft[name].decode("utf-8"), table)

    latex, word = whole("article.tex", "latex"), whole(WORD_TEXT, "docx")
    members = {name: content for name, content in draft.items() if "/" in name or name.startswith("[")}
    pictures = {member: (figures / name).read_bytes() for member, name in word_pictures(word).items()}
    return {
        "pdf": print_page(whole("article.typ", "typst").encode()),
        "docx": packed({**members, WORD_TEXT: word.encode(), **pictures}),
        "html": with_pictures(whole("article.html", "html"), figures).encode(),
        "tex": latex.encode(),
        "zip": latex_archive(latex, figures),
    }


def with_pictures(page: str, figures: Path) -> str:
    """Return the article as HTML with its figures inside."""

    def inside(source: re.Match[str]) -> str:
        picture = (figures / f"{source[1]}.svg").read_bytes()
        return f'src="data:image/svg+xml;base64,{base64.b64encode(picture).decode("ascii")}"'

    return re.sub(rf'src="{re.escape(str(figures))}/(\w+)\.svg"', inside, page)


def latex_archive(source: str, figures: Path) -> bytes:
    """Return the article's LaTeX with its pictures, in one archive without folders."""
    pictures = sorted(set(LATEX_PICTURE.findall(source)))
    return packed(
        {"article.tex": source.encode(), **{name: (figures / name).read_bytes() for name in pictures}}
    )


def print_page(source: bytes) -> bytes:
    """Return the PDF of a Typst document, tagged as PDF/UA-1 asks, in fonts of Typst and of the figures.

    Raises
    ------
    ProblemsError
        With Typst's faults and warnings.
    """
    try:
        pdf, warnings = typesetter().compile_with_warnings(source, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        raise ProblemsError("Printing the article", [error.diagnostic]) from None
    if warnings:
        raise ProblemsError("Printing the article", [warning.message for warning in warnings])
    return pdf


@cache
def typesetter() -> typst.Compiler:
    """Return Typst with the fonts it may use; it keeps them from one language to the next."""
    folders = sorted({face_file(weight).parent for weight in FACES})
    return typst.Compiler(root=".", font_paths=typst.Fonts(font_paths=folders, include_system_fonts=False))


def bind_page(draft: Mapping[str, bytes], results: Path) -> bytes:
    """Return the reader's page: drawings and pages of other languages travel packed in it.

    Parameters
    ----------
    draft : its members as `publish.write_page` made them
    results : the folder that holds figures and tables
    """

    def content(place: str) -> str:
        kind, _, name = place.partition("/")
        if kind == "tables":
            return (results / f"tables/{name}.html").read_text(encoding="utf-8")
        if kind == "pages":
            return packed_text(fill_places(draft[name].decode("utf-8"), content))
        drawing = (results / f"figures/{name}.svg").read_text(encoding="utf-8")
        if kind == "size":
            return drawing_size(drawing)
        # The font rules that every drawing carries: the page has them once.
        return packed_text(split_font_rules(drawing)[kind == "letters"])

    return fill_places(draft["index.html"].decode("utf-8"), content).encode()


def drawing_size(svg: str) -> str:
    """Return the attributes of a drawing's width and height, in CSS pixels."""
    sizes = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    assert sizes is not None
    width, height = (round(float(size) * PIXELS_PER_POINT) for size in sizes.groups())
    return f'width="{width}" height="{height}"'


if __name__ == "__main__":
    with job(snakemake) as work:
        inputs, output = snakemake.input, snakemake.output
        for language in snakemake.params.languages:
            folders = (Path(f"results/{kind}/{language}") for kind in ("figures", "tables"))
            draft = inputs[f"article_{language}"]
            files = {kind: output[f"{language}_{kind}"] for kind in ("pdf", "docx", "html", "tex", "zip")}
            with work.part(
                language,
                values=(),
                reads=[draft, *inputs[f"drawings_{language}"], *inputs[f"tables_{language}"]],
                outputs=files.values(),
            ) as needed:
                if needed:
                    article = bind_article(unpacked(Path(draft).read_bytes()), *folders)
                    for kind, path in files.items():
                        write_bytes(path, article[kind])
        write_bytes(output.page, bind_page(unpacked(Path(inputs.page).read_bytes()), Path("results")))
