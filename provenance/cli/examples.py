"""Examples under ``--help`` of every command."""

from __future__ import annotations

import typer

EXAMPLES = {
    "trace": ("provenance trace samples/harbor -o out/harbor",
              "provenance trace articles.csv --release announcement.txt -o out/story"),
    "score": ("provenance score articles.jsonl --json > scores.jsonl",
              "provenance score samples/harbor --source release.txt -o scores.csv",
              "provenance score new.jsonl --calibrate-on before-2020.jsonl"),
    "compare": ("provenance compare samples/harbor/release.txt samples/harbor/saltmere_post.txt -o pair.html",),
    "report": ("provenance report out/harbor/trace.json -o out/again",),
    "plot": ("provenance plot out/harbor/trace.json --kind lineage -o lineage.pdf --style single",
             "provenance plot out/harbor/trace.json --kind composition -o bars.svg --look house.mplstyle"),
    "scan": ("provenance scan corpus.parquet -o out/scan",
             "provenance scan corpus.jsonl --engine spark --master local[8] -o out/scan"),
    "audit": ("provenance audit articles.jsonl --releases releases.jsonl -o out/audit",
              "provenance audit out/audit --coded coded-anna.csv --coded coded-ben.csv"),
    "sample": ("provenance sample out/audit -n 200 -o out/coding",),
    "prevalence": ("provenance prevalence articles.jsonl --human before-2020.jsonl --by outlet",),
    "fetch": ("provenance fetch urls.csv -o pages.warc.gz",),
    "export": ("provenance export out/harbor/trace.json --to xlsx,prov,methods -o out/shared",),
    "serve": ("provenance serve", "provenance serve releases-archive --port 9000"),
    "bench": ("provenance bench --list", "provenance bench lineage --data data"),
    "train": ("provenance train roles --data data -o roles.json",),
    "index build": ("provenance index build releases-archive releases.jsonl",),
    "index add": ("provenance index add releases-archive more/*.txt",),
    "index query": ("provenance index query releases-archive article.html --top 3",),
    "index stats": ("provenance index stats releases-archive",),
    "index compact": ("provenance index compact releases-archive",),
}


def attach(app: typer.Typer, above: str = "") -> None:
    """Put each command's examples below its help."""
    for command in app.registered_commands:
        found = EXAMPLES.get(f"{above}{command.name}", ())
        command.epilog = "\n\n".join(["Examples:" if len(found) > 1 else "Example:", *found]) if found else None
    for group in app.registered_groups:
        if group.typer_instance is not None:
            attach(group.typer_instance, f"{group.name} ")
