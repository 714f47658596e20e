"""Write a table, a picture, a verdict and its text from the doubled numbers."""

from lib.runs.jobs import job

from pathlib import Path

from PIL import Image

from lib.core.files import replacing, write_text


def bars(table: str) -> Image.Image:
    """One bar a row, 20 pixels wide, ten pixels high for each unit of value."""
    values = [int(line.split(",")[1]) for line in table.splitlines()[1:]]
    picture = Image.new("L", (100, 100), 255)
    for place, value in enumerate(values):
        picture.paste(0, (place * 30, 100 - 10 * value, place * 30 + 20, 100))
    return picture


if __name__ == "__main__":
    with job(snakemake):
        table = Path(snakemake.input.doubled).read_text(encoding="utf-8")
        total = Path(snakemake.input.total).read_text(encoding="utf-8").split(",")[-1].strip()
        claim = Path(snakemake.input.claims).read_text(encoding="utf-8").strip()
        write_text(snakemake.output.table, table)
        with replacing(snakemake.output.figure) as picture:
            bars(table).save(picture)
        heading = "claim,part,asserted,computed,unit,reading,year,layout,vintage,verdict,why,sources\n"
        row = f"T1,a,12,{total},persons,sum,2024,20,latest,matches,equal,numbers\n"
        write_text(snakemake.output.verdicts, heading + row)
        write_text(snakemake.output.dossier, f"{claim}\n\nComputed: {total}\n")
